"""What a certificate takes gets rows of its own, and a cohort knows the settings that it began under."""

from django.db import migrations, models
from django.db.models import PROTECT, Q


class Migration(migrations.Migration):
    dependencies = [("programs", "0030_certificates_last")]
    operations = [
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("attendance", "Attendance"), ("summing_up", "Summing-up interview")], max_length=12
                    ),
                ),
                ("share", models.DecimalField(decimal_places=3, max_digits=4, null=True)),
                (
                    "version",
                    models.ForeignKey(on_delete=PROTECT, related_name="requirements", to="programs.programmeversion"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["version", "kind"], name="requirement_once_per_version"),
                    models.CheckConstraint(
                        condition=Q(kind__in=["attendance", "summing_up"]), name="requirement_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(kind="attendance", share__gte=0, share__isnull=False, share__lte=1)
                        | ~Q(kind="attendance") & Q(share=None),
                        name="requirement_share_is_of_attendance",
                    ),
                ],
            },
        ),
        migrations.AddField(
            "cohort",
            "began_under",
            models.ForeignKey(
                editable=False, null=True, on_delete=PROTECT, related_name="+", to="programs.programmeversion"
            ),
        ),
    ]
