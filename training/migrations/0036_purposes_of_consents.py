"""The purposes that are known are those of consents."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("training", "0035_evaluation_words"), ("privacy", "0004_consent_to_research")]

    operations = [
        migrations.RemoveConstraint(model_name="applicationconsent", name="application_consent_purpose_known"),
        migrations.AlterField(
            model_name="applicationconsent",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("training", "Keep my details for the training"),
                    ("follow_up", "Ask me afterwards how it went"),
                    ("network", "Invite me to networks and meetings"),
                    ("research", "Let research use my details, without my name"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="applicationconsent",
            constraint=models.CheckConstraint(
                condition=Q(("purpose__in", ["training", "follow_up", "network", "research"])),
                name="application_consent_purpose_known",
            ),
        ),
    ]
