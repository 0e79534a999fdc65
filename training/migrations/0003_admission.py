"""Applications are written in steps, read by a group, assessed and answered."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0012_former_names_and_merging"),
        ("programs", "0025_assessors"),
        ("training", "0002_registered_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApplicationConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("training", "Keep my details for the training"),
                            ("follow_up", "Ask me afterwards how it went"),
                            ("network", "Invite me to networks and meetings"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text_version", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=2)),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_at", models.DateTimeField()),
                (
                    "opinion",
                    models.CharField(
                        choices=[
                            ("admit", "Admit"),
                            ("unsure", "Unsure"),
                            ("decline", "Don't admit"),
                            ("aside", "Knows the person, steps aside"),
                        ],
                        max_length=8,
                        verbose_name="opinion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assessor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="InterviewTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(default=45)),
                ("place", models.CharField(max_length=120, verbose_name="place")),
                ("added_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("letter", "Letter"), ("interview", "Interview"), ("assessment", "Assessment")],
                        max_length=10,
                    ),
                ),
                ("seal_id", models.UUIDField(unique=True)),
                ("sealed", models.TextField()),
                ("written_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="one_open_application_per_cohort",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_status_known",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_decided_when_and_by_whom",
        ),
        migrations.AddField(
            model_name="application",
            name="can_attend",
            field=models.CharField(
                blank=True,
                choices=[("yes", "Yes"), ("unsure", "I don't know yet"), ("no", "No")],
                max_length=6,
                verbose_name="can be there all days",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="reserve_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="saved_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="told_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="wants_half_time",
            field=models.CharField(
                blank=True,
                choices=[("yes", "Yes"), ("unsure", "I don't know yet"), ("no", "No")],
                max_length=6,
                verbose_name="wants to work at least half-time",
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="received_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="application",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Being written"),
                    ("received", "Received"),
                    ("invited", "Invited to an interview"),
                    ("interviewed", "Interviewed"),
                    ("admitted", "Admitted"),
                    ("reserve", "In reserve"),
                    ("rejected", "Not admitted"),
                    ("withdrawn", "Taken back"),
                ],
                default="received",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("erased_at", None), ("status__in", ["received", "invited", "interviewed", "admitted", "reserve"])
                ),
                fields=("cohort", "email"),
                name="one_counting_application_per_cohort",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["draft", "received", "invited", "interviewed", "admitted", "reserve", "rejected", "withdrawn"],
                    )
                ),
                name="application_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("can_attend__in", ["", "yes", "unsure", "no"]),
                    ("wants_half_time__in", ["", "yes", "unsure", "no"]),
                ),
                name="application_answers_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("received_at", None), ("status", "draft")),
                    models.Q(models.Q(("status", "draft"), _negated=True), ("received_at__isnull", False)),
                    _connector="OR",
                ),
                name="application_received_when_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at", None),
                        ("decided_by", None),
                        ("status__in", ["draft", "received", "invited", "interviewed", "withdrawn"]),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("status__in", ["admitted", "reserve", "rejected", "withdrawn"]),
                    ),
                    _connector="OR",
                ),
                name="application_decided_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_at", None), ("told_by", None)),
                    models.Q(("decided_at__isnull", False), ("told_at__isnull", False), ("told_by__isnull", False)),
                    _connector="OR",
                ),
                name="application_told_of_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reserve_until__isnull", False), ("status", "reserve")),
                    models.Q(("status", "reserve"), _negated=True),
                    _connector="OR",
                ),
                name="application_in_reserve_until_a_day",
            ),
        ),
        migrations.AddField(
            model_name="applicationconsent",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="training.application"
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="assessments", to="training.application"
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="given_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="assessor",
            name="added_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="assessor",
            name="cohort",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.cohort"
            ),
        ),
        migrations.AddField(
            model_name="assessor",
            name="ended_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="assessor",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="interviewtime",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="interviewtime",
            name="application",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="interview_time",
                to="training.application",
            ),
        ),
        migrations.AddField(
            model_name="interviewtime",
            name="cohort",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.cohort"
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="training.application"
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="written_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="applicationconsent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("application", "purpose"),
                name="one_open_consent_per_application_and_purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="applicationconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["training", "follow_up", "network"])),
                name="application_consent_purpose_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="applicationconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at", None), ("withdrawn_at__gte", models.F("given_at")), _connector="OR"
                ),
                name="application_consent_withdrawn_after_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(fields=("application", "given_by"), name="one_assessment_each"),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("opinion__in", ["admit", "unsure", "decline", "aside"])),
                name="assessment_opinion_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("cohort", "user"), name="once_in_an_admission_group"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="assessor_ended_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewtime",
            constraint=models.UniqueConstraint(fields=("cohort", "starts_at", "place"), name="interview_time_once"),
        ),
        migrations.AddConstraint(
            model_name="interviewtime",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 15), ("minutes__lte", 120)),
                name="interview_of_a_quarter_to_two_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                fields=("application", "kind", "written_by"),
                name="one_paper_of_a_kind_and_writer",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["letter", "interview", "assessment"])), name="paper_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "letter"), ("written_by", None)),
                    models.Q(models.Q(("kind", "letter"), _negated=True), ("written_by__isnull", False)),
                    _connector="OR",
                ),
                name="only_the_letter_is_the_applicants",
            ),
        ),
    ]
