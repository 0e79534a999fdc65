"""Until when somebody is employed, and until when it is paid for: days alone."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("placements", "0029_session_notes")]

    operations = [
        migrations.AddField(
            model_name="placement",
            name="employed_until",
            field=models.DateField(blank=True, null=True, verbose_name="last day of the employment"),
        ),
        migrations.AddField(
            model_name="placement",
            name="funded_until",
            field=models.DateField(blank=True, null=True, verbose_name="last day that is paid for"),
        ),
        migrations.AddField(
            model_name="placement",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=~Q(status="ended") & Q(employed_until__isnull=False),
                fields=["employed_until"],
                name="placement_by_employed_until",
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=~Q(status="ended") & Q(funded_until__isnull=False),
                fields=["funded_until"],
                name="placement_by_funded_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=Q(employed_until=None) | Q(employed_until__gte=F("starts_on")),
                name="placement_employed_on_its_first_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=Q(funded_until=None) | Q(funded_until__gte=F("starts_on")),
                name="placement_paid_for_on_its_first_day",
            ),
        ),
    ]
