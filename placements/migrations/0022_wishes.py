"""What people wish for at work, and what workplaces have room for."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("inpatient_care", "Inpatient care"),
    ("outpatient_clinic", "Outpatient clinic"),
    ("community_mental_health", "Community mental health"),
    ("housing_support", "Housing support"),
    ("supported_housing", "Supported housing"),
    ("social_activity", "Social activity or meeting place"),
    ("supportive_accommodation", "Supportive accommodation"),
    ("housing_first", "Housing First"),
    ("act_team", "ACT or FACT team"),
    ("ips", "Supported employment (IPS)"),
    ("school", "School"),
    ("civil_society", "Civil society"),
    ("other", "Other"),
]
CODES = [code for code, _label in KINDS]


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0013_special_handling"),
        ("placements", "0021_research_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("places", models.PositiveSmallIntegerField(default=1)),
                ("percent_least", models.PositiveSmallIntegerField()),
                ("percent_most", models.PositiveSmallIntegerField()),
                ("from_on", models.DateField(null=True)),
                ("said_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "workplace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opening", to="placements.workplace"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("places__gte", 1), ("places__lte", 20)), name="opening_for_1_to_20"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("percent_least__gte", 1),
                            ("percent_least__lte", models.F("percent_most")),
                            ("percent_most__lte", 100),
                        ),
                        name="opening_percent_1_to_100",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=KINDS, max_length=25),
                        db_default=[],
                        default=list,
                        size=None,
                        verbose_name="kinds of workplace",
                    ),
                ),
                (
                    "not_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=KINDS, max_length=25),
                        db_default=[],
                        default=list,
                        size=None,
                        verbose_name="rather not",
                    ),
                ),
                (
                    "km",
                    models.PositiveSmallIntegerField(
                        choices=[(10, "Up to 10 km"), (25, "Up to 25 km"), (50, "Up to 50 km"), (100, "Up to 100 km")],
                        null=True,
                    ),
                ),
                ("percent_least", models.PositiveSmallIntegerField()),
                ("percent_most", models.PositiveSmallIntegerField()),
                ("from_on", models.DateField(null=True)),
                ("until", models.DateField()),
                ("written_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("avoids", models.ManyToManyField(related_name="+", to="placements.workplace")),
                (
                    "municipality",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.municipality",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["until"], name="wish_until")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kinds__contained_by", CODES)), name="wished_kinds_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("not_kinds__contained_by", CODES)), name="unwished_kinds_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kinds__overlap", models.F("not_kinds")), _negated=True),
                        name="nothing_both_wished_and_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("km", None), ("km__in", [10, 25, 50, 100]), _connector="OR"),
                        name="wished_reach_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("km", None), ("municipality__isnull", False), _connector="OR"),
                        name="wished_reach_from_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("percent_least__gte", 1),
                            ("percent_least__lte", models.F("percent_most")),
                            ("percent_most__lte", 100),
                        ),
                        name="wished_percent_1_to_100",
                    ),
                ],
            },
        ),
    ]
