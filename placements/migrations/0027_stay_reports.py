"""How many stay at work in their first year, as it is published."""

from django.db import migrations, models
from django.db.models import CASCADE, F, Q

DIMENSIONS = [
    ("all", "The whole country"),
    ("programme", "Programme"),
    ("county", "County"),
    ("kind", "Kind of workplace"),
]


class Migration(migrations.Migration):
    dependencies = [("placements", "0026_survey_words")]

    operations = [
        migrations.CreateModel(
            name="StayReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_on", models.DateField(unique=True)),
                ("last_on", models.DateField()),
                ("frozen_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("frozen_on__gt", F("last_on")), ("last_on__gt", F("first_on"))),
                        name="stays_are_reported_a_year_after_the_last_began",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StayRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dimension", models.CharField(choices=DIMENSIONS, max_length=10)),
                ("value", models.CharField(blank=True, max_length=25)),
                ("months", models.PositiveSmallIntegerField()),
                ("there", models.PositiveIntegerField(null=True)),
                ("left", models.PositiveIntegerField(null=True)),
                (
                    "report",
                    models.ForeignKey(on_delete=CASCADE, related_name="rows", to="placements.stayreport"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "dimension", "value", "months"), name="stay_row_once"),
                    models.CheckConstraint(
                        condition=Q(("dimension__in", ["all", "programme", "county", "kind"])),
                        name="stay_dimension_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(("left", None), ("there", None))
                        | Q(("left__gte", 5), ("left__isnull", False), ("there__gte", 5), ("there__isnull", False)),
                        name="no_stays_of_a_few",
                    ),
                ],
            },
        ),
    ]
