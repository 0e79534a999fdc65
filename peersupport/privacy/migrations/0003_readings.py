"""Who read what is kept apart: written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION privacy_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON privacy_reading
    FOR EACH ROW EXECUTE FUNCTION privacy_append_only();
"""
DROP = """
DROP TRIGGER append_only ON privacy_reading;
DROP FUNCTION privacy_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0012_former_names_and_merging"),
        ("privacy", "0002_known_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=80)),
                ("what", models.CharField(max_length=20)),
                ("read_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="consent",
            name="consent_purpose_known",
        ),
        migrations.AlterField(
            model_name="consent",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("training", "Keep my details for the training"),
                    ("follow_up", "Ask me afterwards how it went"),
                    ("network", "Invite me to networks and meetings"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["training", "follow_up", "network"])), name="consent_purpose_known"
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="read_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["subject", "read_at"], name="reading_subject"),
        ),
        migrations.RunSQL(APPEND_ONLY, DROP),
    ]
