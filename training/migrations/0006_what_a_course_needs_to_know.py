"""What a course needs to know of a participant."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0005_consents_have_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseNeeds",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("food", models.CharField(blank=True, max_length=200, verbose_name="food")),
                ("access", models.CharField(blank=True, max_length=300, verbose_name="to be able to take part")),
                ("contact_name", models.CharField(blank=True, max_length=100, verbose_name="somebody we may phone")),
                ("contact_phone", models.CharField(blank=True, max_length=20, verbose_name="their phone")),
                (
                    "income_solved",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "Not yet")],
                        max_length=3,
                        verbose_name="income during the course",
                    ),
                ),
                ("told_at", models.DateTimeField(null=True)),
                ("identity_checked_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                (
                    "identity_checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="training.participation"
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("income_solved__in", ["", "yes", "no"])), name="income_solved_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("told_at__isnull", False), models.Q(("told_at", None), ("told_by", None)), _connector="OR"
                        ),
                        name="needs_told_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("identity_checked_at", None), ("identity_checked_by", None)),
                            models.Q(("identity_checked_at__isnull", False), ("identity_checked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="identity_checked_when_and_by_whom",
                    ),
                ],
            },
        ),
    ]
