"""Whoever goes on in another cohort has left this one for that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0032_pauses"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="participation",
            name="participation_left_for_known",
        ),
        migrations.AlterField(
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
                    ("moved", "Goes on in another cohort"),
                ],
                db_default="",
                max_length=6,
                verbose_name="reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_for__in", ["", "own", "work", "ours", "silent", "other", "moved"])),
                name="participation_left_for_known",
            ),
        ),
    ]
