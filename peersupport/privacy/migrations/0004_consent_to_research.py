"""Somebody may say yes to research with their details."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_readings")]

    operations = [
        migrations.RemoveConstraint(model_name="consent", name="consent_purpose_known"),
        migrations.AlterField(
            model_name="consent",
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
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=Q(("purpose__in", ["training", "follow_up", "network", "research"])),
                name="consent_purpose_known",
            ),
        ),
    ]
