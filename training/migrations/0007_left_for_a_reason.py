"""Whoever leaves a course does so for a reason, in a code; of earlier ones none is known."""

from django.db import migrations, models

FILL = "UPDATE training_participation SET left_for = 'other' WHERE status = 'dropped_out'"


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0012_former_names_and_merging"),
        ("programs", "0025_assessors"),
        ("training", "0006_what_a_course_needs_to_know"),
    ]

    operations = [
        migrations.AddField(
            model_name="participation",
            name="left_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("own", "Their own choice"),
                    ("work", "Work or studies"),
                    ("ours", "We couldn't give what it took"),
                    ("silent", "Nobody could reach them"),
                    ("other", "Something else"),
                ],
                db_default="",
                max_length=6,
                verbose_name="reason",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
