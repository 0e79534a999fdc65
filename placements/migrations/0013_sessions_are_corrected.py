"""Sessions of groups and with managers, and what stood in those that were corrected."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0012_support"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SessionCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was", models.JSONField()),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("slip", "I chose the wrong thing"),
                            ("day", "It was another day"),
                            ("forgot", "Something was missing"),
                            ("together", "We went through it together"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
                ("corrected_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="supervisionsession",
            name="session_form_known",
        ),
        migrations.RemoveConstraint(
            model_name="supervisionsession",
            name="session_mood_known",
        ),
        migrations.AlterField(
            model_name="supervisionsession",
            name="form",
            field=models.CharField(
                choices=[
                    ("in_person", "In person"),
                    ("video", "Video"),
                    ("phone", "Phone"),
                    ("group", "Group"),
                    ("manager", "Check-in with the manager"),
                ],
                max_length=10,
                verbose_name="how you met",
            ),
        ),
        migrations.AlterField(
            model_name="supervisionsession",
            name="mood",
            field=models.CharField(
                blank=True,
                choices=[("good", "Good"), ("so_so", "So-so"), ("needs_support", "Needs support")],
                max_length=15,
                verbose_name="how it goes",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ["in_person", "video", "phone", "group", "manager"])),
                name="session_form_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("mood__in", ["", "good", "so_so", "needs_support"])), name="session_mood_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionsession",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("mood", ""), _negated=True), ("form", "group"), _connector="OR"),
                name="session_mood_but_for_a_group",
            ),
        ),
        migrations.AddField(
            model_name="sessioncorrection",
            name="corrected_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sessioncorrection",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="corrections",
                to="placements.supervisionsession",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessioncorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["", "slip", "day", "forgot", "together"])),
                name="correction_reason_known",
            ),
        ),
    ]
