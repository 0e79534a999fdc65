"""A certificate may take that all home assignments are handed in."""

from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("attendance", "Attendance"),
    ("summing_up", "Summing-up interview"),
    ("guidelines", "Ethical guidelines"),
    ("assignments", "Home assignments"),
]


class Migration(migrations.Migration):
    dependencies = [("programs", "0034_ethical_guidelines")]
    operations = [
        migrations.AlterField("requirement", "kind", models.CharField(choices=KINDS, max_length=12)),
        migrations.RemoveConstraint("requirement", "requirement_kind_known"),
        migrations.AddConstraint(
            "requirement",
            models.CheckConstraint(
                condition=Q(kind__in=["attendance", "summing_up", "guidelines", "assignments"]),
                name="requirement_kind_known",
            ),
        ),
    ]
