"""Research: what is asked for, the files that were made, and who fetched them. A fetch is written once."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ONCE = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON placements_researchfetch
    FOR EACH ROW EXECUTE FUNCTION privacy_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0004_consent_to_research"),
        ("directory", "0013_special_handling"),
        ("jobs", "0004_one_open_job_and_its_file"),
        ("placements", "0020_staff_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ResearchExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField()),
                ("size", models.PositiveIntegerField()),
                (
                    "job",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.longjob"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ResearchFetch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fetched_at", models.DateTimeField()),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fetches",
                        to="placements.researchexport",
                    ),
                ),
                (
                    "fetched_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "research fetches",
            },
        ),
        migrations.CreateModel(
            name="ResearchRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("institution", models.CharField(max_length=120, verbose_name="institution")),
                ("title", models.CharField(max_length=200, verbose_name="project")),
                ("decision_number", models.CharField(max_length=40, verbose_name="number of the ethics decision")),
                ("approved_on", models.DateField(verbose_name="day of the ethics decision")),
                (
                    "variables",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("course_year", "Year of the course"),
                                ("course_outcome", "How the course went"),
                                ("days_to_certificate", "Days until the certificate"),
                                ("work_year", "Year of the first day at work"),
                                ("county", "County of the workplace"),
                                ("kind", "Kind of workplace"),
                                ("form", "Form of employment"),
                                ("percent", "Percent of full time"),
                                ("start_day", "Day on which a placement began, counted from the first"),
                                ("days", "How long a placement lasted"),
                                ("end_reason", "Why a placement ended"),
                                ("sessions", "Supervision sessions by month"),
                                ("minutes", "Minutes of supervision by month"),
                                ("forms", "Supervision sessions by form and month"),
                                ("results", "Published results of surveys"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="what is asked for",
                    ),
                ),
                ("first_on", models.DateField(verbose_name="people who began from")),
                ("last_on", models.DateField(verbose_name="people who began until")),
                ("keep_until", models.DateField(verbose_name="may be kept until")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for a decision"),
                            ("approved", "Approved"),
                            ("declined", "Declined"),
                            ("stopped", "Stopped"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="researchexport",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="exports", to="placements.researchrequest"
            ),
        ),
        migrations.CreateModel(
            name="ExportedPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.person"
                    ),
                ),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="placements.researchexport",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person"], name="exported_by_person")],
                "constraints": [models.UniqueConstraint(fields=("export", "person"), name="person_once_per_export")],
            },
        ),
        migrations.AddIndex(
            model_name="researchrequest",
            index=models.Index(fields=["-asked_at", "id"], name="research_by_day"),
        ),
        migrations.AddConstraint(
            model_name="researchrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["waiting", "approved", "declined", "stopped"])),
                name="research_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="researchrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "variables__contained_by",
                        [
                            "course_year",
                            "course_outcome",
                            "days_to_certificate",
                            "work_year",
                            "county",
                            "kind",
                            "form",
                            "percent",
                            "start_day",
                            "days",
                            "end_reason",
                            "sessions",
                            "minutes",
                            "forms",
                            "results",
                        ],
                    )
                ),
                name="research_variables_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="researchrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("variables", []), _negated=True), name="research_asks_for_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="researchrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))), name="research_period_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="researchrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("keep_until__gt", models.F("approved_on"))),
                name="research_kept_after_the_ethics_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="researchrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("status__in", ["waiting", "stopped"])),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("status__in", ["approved", "declined", "stopped"]),
                    ),
                    _connector="OR",
                ),
                name="research_decided_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="researchrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None), models.Q(("decided_by", models.F("asked_by")), _negated=True), _connector="OR"
                ),
                name="research_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="researchexport",
            constraint=models.CheckConstraint(
                condition=models.Q(("size", 0), ("size__gte", 5), _connector="OR"), name="no_research_on_a_few"
            ),
        ),
        migrations.RunSQL(ONCE, "DROP TRIGGER append_only ON placements_researchfetch"),
    ]
