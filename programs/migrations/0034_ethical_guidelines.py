"""A programme's ethical guidelines, version by version, and that a certificate may take one of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON programs_ethicalguidelines
    FOR EACH ROW EXECUTE FUNCTION programs_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0033_attendance_has_a_row"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="EthicalGuidelines",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField(verbose_name="text")),
                ("published_at", models.DateTimeField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="guidelines", to="programs.programme"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["programme", "number"], name="guidelines_number_once"),
                    models.CheckConstraint(condition=Q(number__gte=1), name="guidelines_number_from_one"),
                    models.CheckConstraint(condition=~Q(text=""), name="guidelines_say_something"),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, "DROP TRIGGER append_only ON programs_ethicalguidelines"),
        migrations.AddField(
            "requirement",
            "guidelines",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.ethicalguidelines",
            ),
        ),
        migrations.AlterField(
            "requirement",
            "kind",
            models.CharField(
                choices=[
                    ("attendance", "Attendance"),
                    ("summing_up", "Summing-up interview"),
                    ("guidelines", "Ethical guidelines"),
                ],
                max_length=12,
            ),
        ),
        migrations.RemoveConstraint("requirement", "requirement_kind_known"),
        migrations.AddConstraint(
            "requirement",
            models.CheckConstraint(
                condition=Q(kind__in=["attendance", "summing_up", "guidelines"]), name="requirement_kind_known"
            ),
        ),
        migrations.AddConstraint(
            "requirement",
            models.CheckConstraint(
                condition=Q(kind="guidelines", guidelines__isnull=False) | ~Q(kind="guidelines") & Q(guidelines=None),
                name="requirement_names_its_guidelines",
            ),
        ),
    ]
