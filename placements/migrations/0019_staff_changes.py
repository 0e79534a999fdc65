"""A new manager, or many new people in a team, are noted: a workplace may need a new staff session then."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, Q

CAUSES = [("manager", "A new manager"), ("turnover", "New people in the team")]


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0018_staff_bookings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="StaffChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cause", models.CharField(choices=CAUSES, max_length=8)),
                ("since", models.DateField()),
                ("newcomers", models.PositiveSmallIntegerField(null=True)),
                ("noted_at", models.DateTimeField()),
                ("noted_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "workplace",
                    models.ForeignKey(on_delete=CASCADE, related_name="changes", to="placements.workplace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workplace", "-since"], name="staff_change_by_workplace")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(cause__in=["manager", "turnover"]), name="staff_change_cause_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(cause="manager", newcomers=None)
                        | Q(cause="turnover", newcomers__isnull=False, newcomers__gte=1),
                        name="turnover_has_a_number",
                    ),
                ],
            },
        ),
    ]
