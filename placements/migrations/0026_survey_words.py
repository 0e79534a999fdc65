"""Whoever answers a survey may add something in their own words."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, Q


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0025_meetings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SurveyWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("months", models.PositiveSmallIntegerField()),
                ("quarter", models.DateField()),
                ("text", models.CharField(max_length=500, verbose_name="in one's own words")),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "question_set",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="placements.questionset"),
                ),
                (
                    "released_by",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "report",
                    models.ForeignKey(null=True, on_delete=CASCADE, related_name="words", to="placements.report"),
                ),
            ],
            options={
                "verbose_name_plural": "survey words",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("released_at", None), ("released_by", None))
                        | Q(("released_at__isnull", False), ("released_by__isnull", False), ("report__isnull", False)),
                        name="survey_words_released_when_and_by_whom",
                    )
                ],
            },
        ),
    ]
