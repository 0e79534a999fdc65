"""What is ticked at a workplace, how large its team is, and how many of it each staff session reached."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q

UNITS = [
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
SHIFTS = [("day", "Days"), ("evening", "Evenings"), ("night", "Nights"), ("weekend", "Weekends")]
TICKED = [
    ("decision", "decision and budget"),
    ("role", "role description"),
    ("introduction", "plan for the introduction"),
    ("access", "computer, keys and access to records decided"),
    ("documentation", "decided who documents what"),
    ("supervision_time", "supervision within paid hours"),
    ("risk", "risk assessment of the work environment"),
    ("absence", "plan for absence"),
    ("network", "a second peer supporter, or a network of them"),
    ("follow_ups", "days for follow-ups agreed"),
]
# Of sessions held before: no more for the first time than those who weren't there at the largest one before
FIRST_TIME = """
UPDATE placements_staffsession session SET first_time = greatest(0, head_count - coalesce(
    (SELECT max(earlier.head_count) FROM placements_staffsession earlier
     WHERE earlier.workplace_id = session.workplace_id AND earlier.number < session.number), 0))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0006_own_questions"),
        ("programs", "0037_what_makes_a_workplace_ready"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "workplace",
            "team_size",
            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="people in the team"),
        ),
        migrations.AddField(
            "workplace",
            "shifts",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=SHIFTS, max_length=8),
                db_default=[],
                default=list,
                size=None,
                verbose_name="shifts",
            ),
        ),
        migrations.AlterField("workplace", "kind", models.CharField(choices=UNITS, max_length=25, verbose_name="kind")),
        migrations.RemoveConstraint("workplace", "workplace_kind_known"),
        migrations.AddConstraint(
            "workplace",
            models.CheckConstraint(condition=Q(kind__in=[kind for kind, _label in UNITS]), name="workplace_kind_known"),
        ),
        migrations.AddConstraint(
            "workplace",
            models.CheckConstraint(
                condition=Q(shifts__contained_by=[shift for shift, _label in SHIFTS]), name="workplace_shifts_known"
            ),
        ),
        migrations.AddConstraint(
            "workplace",
            models.CheckConstraint(
                condition=Q(team_size=None) | Q(team_size__gte=1), name="workplace_team_of_somebody"
            ),
        ),
        migrations.AddField(
            "staffsession",
            "first_time",
            models.PositiveSmallIntegerField(default=0, verbose_name="of whom for the first time"),
            preserve_default=False,
        ),
        migrations.RunSQL(FIRST_TIME, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "staffsession",
            models.CheckConstraint(
                condition=Q(first_time__lte=F("head_count")), name="first_timers_among_those_who_came"
            ),
        ),
        migrations.CreateModel(
            name="ReadinessTick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=TICKED, max_length=16)),
                ("done_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("done_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "undone_by",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "workplace",
                    models.ForeignKey(on_delete=CASCADE, related_name="ticks", to="placements.workplace"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(undone_at=None),
                        fields=["workplace", "kind"],
                        name="one_tick_stands_for_each_thing",
                    ),
                    models.CheckConstraint(
                        condition=Q(kind__in=[kind for kind, _label in TICKED]), name="tick_of_what_is_ticked"
                    ),
                    models.CheckConstraint(
                        condition=Q(undone_at=None, undone_by=None)
                        | Q(undone_at__isnull=False, undone_by__isnull=False),
                        name="tick_undone_when_and_by_whom",
                    ),
                ],
            },
        ),
    ]
