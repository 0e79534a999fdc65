"""That somebody and a workplace may get to know each other, if both want to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from peersupport.directory.constraints import registration_key


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0013_special_handling"),
        ("placements", "0023_supervision_is_late"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Introduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person_says",
                    models.CharField(
                        blank=True, choices=[("yes", "Yes"), ("no", "No")], db_default="", default="", max_length=3
                    ),
                ),
                ("person_said_at", models.DateTimeField(null=True)),
                (
                    "workplace_says",
                    models.CharField(
                        blank=True, choices=[("yes", "Yes"), ("no", "No")], db_default="", default="", max_length=3
                    ),
                ),
                ("workplace_said_at", models.DateTimeField(null=True)),
                (
                    "status",
                    models.CharField(choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=6),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("placed", "A placement is planned"),
                            ("nothing", "It came to nothing"),
                            ("elsewhere", "Another way was found"),
                            ("mistake", "It was proposed by mistake"),
                        ],
                        db_default="",
                        default="",
                        max_length=9,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.organisation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "workplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="placements.workplace"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["host", "status"], name="introduction_by_host"),
                    models.Index(
                        condition=models.Q(("status", "open")), fields=["workplace"], name="introduction_by_workplace"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("person", "workplace"),
                        name="one_open_introduction_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "closed"])), name="introduction_status_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "placed", "nothing", "elsewhere", "mistake"])),
                        name="introduction_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("status", "open")),
                            models.Q(models.Q(("status", "closed")), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="introduction_closed_with_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person_says__in", ["", "yes", "no"])), name="person_answer_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("workplace_says__in", ["", "yes", "no"])), name="workplace_answer_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person_said_at", None), ("person_says", "")),
                            models.Q(
                                models.Q(("person_says", ""), _negated=True),
                                models.Q(("person_said_at__isnull", False)),
                            ),
                            _connector="OR",
                        ),
                        name="person_answered_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("workplace_said_at", None), ("workplace_says", "")),
                            models.Q(
                                models.Q(("workplace_says", ""), _negated=True),
                                models.Q(("workplace_said_at__isnull", False)),
                            ),
                            _connector="OR",
                        ),
                        name="workplace_answered_at_a_time",
                    ),
                ],
            },
        ),
        registration_key("placements_introduction"),
    ]
