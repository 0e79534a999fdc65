"""Certificates are suspended and revoked by two: a case says who proposed what, and who decided."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0012_former_names_and_merging"),
        ("training", "0016_papers_of_a_certificate"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificateCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("incident", "Incident"), ("complaint", "Complaint")],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                (
                    "proposal",
                    models.CharField(
                        choices=[
                            ("suspend", "Suspend for now"),
                            ("revoke", "Revoke for good"),
                            ("lift", "Make valid again"),
                        ],
                        max_length=7,
                        verbose_name="proposal",
                    ),
                ),
                ("seal_id", models.UUIDField(unique=True)),
                ("sealed", models.TextField()),
                ("opened_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("approved", "Approved"), ("declined", "Declined")], max_length=8
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="certificate",
            name="suspended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="certificate",
            name="suspended_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("suspended_at", None), ("suspended_by", None)),
                    models.Q(("suspended_at__isnull", False), ("suspended_by__isnull", False)),
                    _connector="OR",
                ),
                name="certificate_suspended_when_and_by_whom",
            ),
        ),
        migrations.AddField(
            model_name="certificatecase",
            name="certificate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="training.certificate"
            ),
        ),
        migrations.AddField(
            model_name="certificatecase",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="certificatecase",
            name="opened_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatecase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)), fields=("certificate",), name="one_open_case_of_a_certificate"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatecase",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["incident", "complaint"])), name="case_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatecase",
            constraint=models.CheckConstraint(
                condition=models.Q(("proposal__in", ["suspend", "revoke", "lift"])), name="case_proposal_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatecase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="case_decided_when_by_whom_and_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatecase",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["", "approved", "declined"])), name="case_outcome_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatecase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("opened_by")), _negated=True),
                    _connector="OR",
                ),
                name="case_decided_by_another",
            ),
        ),
    ]
