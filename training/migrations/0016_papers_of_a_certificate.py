"""A certificate has papers, each with its code; those that are printed already are edition 1."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILL = """
INSERT INTO training_certificatecopy (certificate_id, edition, code, language, made_at, made_by_id)
SELECT id, 1, code, 'sv', issued_on, issued_by_id FROM training_certificate;
SET CONSTRAINTS ALL IMMEDIATE;
"""
BACK = """
UPDATE training_certificate SET code = paper.code FROM training_certificatecopy paper
WHERE paper.certificate_id = training_certificate.id AND paper.replaced_at IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0015_one_application_that_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="CertificateCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveSmallIntegerField(default=1)),
                ("code", models.CharField(max_length=32, unique=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("sv", "Swedish"), ("en", "English")],
                        default="sv",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="training.certificate"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("certificate", "edition"), name="certificate_edition_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at", None)),
                        fields=("certificate",),
                        name="one_current_copy_of_a_certificate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("edition__gte", 1)), name="certificate_edition_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[0-9a-f]{32}$")), name="copy_code_of_128_bits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["sv", "en"])), name="copy_language_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaced_at", None), ("replaced_at__gte", models.F("made_at")), _connector="OR"
                        ),
                        name="copy_replaced_after_it_was_made",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="certificate", name="certificate_code_of_128_bits"),
        migrations.AlterField("certificate", "code", models.CharField(max_length=32, unique=True, null=True)),
        migrations.RunSQL(FILL, BACK),
        migrations.RemoveField(model_name="certificate", name="code"),
    ]
