"""A missed day can be taken again on a day of a later cohort."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0033_go_on_in_another_cohort"),
    ]

    operations = [
        migrations.AddField(
            model_name="makeup",
            name="again_on",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.courseday"
            ),
        ),
        migrations.AddIndex(
            model_name="makeup",
            index=models.Index(
                condition=models.Q(("again_on__isnull", False)), fields=["again_on"], name="make_up_again_on"
            ),
        ),
        migrations.AddConstraint(
            model_name="makeup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("again_on", None), models.Q(("again_on", models.F("day")), _negated=True), _connector="OR"
                ),
                name="make_up_on_another_day",
            ),
        ),
    ]
