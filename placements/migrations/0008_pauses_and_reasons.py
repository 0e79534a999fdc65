"""Placements that are planned or rest, and why they ended; of earlier ones no reason is known."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILL = """
    UPDATE placements_placement SET end_reason = 'other' WHERE status = 'ended';
    UPDATE placements_placement SET status = 'planned' WHERE status = 'active' AND starts_on > CURRENT_DATE;
    UPDATE placements_supervisionplan plan SET next_due_on = NULL FROM placements_placement placement
    WHERE placement.id = plan.placement_id AND placement.status = 'planned';
"""
UNFILL = "UPDATE placements_placement SET status = 'active' WHERE status IN ('planned', 'paused')"


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0013_special_handling"),
        ("placements", "0007_readiness"),
        ("training", "0035_evaluation_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlacementPause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begins_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(null=True, verbose_name="last day")),
                ("noted_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="placement",
            name="placement_status_known",
        ),
        migrations.AddField(
            model_name="placement",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("term", "The employment was for a fixed time"),
                    ("funding", "The money was over"),
                    ("workplace", "The workplace closed or was reorganised"),
                    ("moved", "Another workplace in the programme"),
                    ("other_work", "Other work or studies"),
                    ("own_wish", "Own wish"),
                    ("never_began", "Never began"),
                    ("other", "Another reason"),
                ],
                db_default="",
                max_length=12,
                verbose_name="why it ended",
            ),
        ),
        migrations.AlterField(
            model_name="placement",
            name="status",
            field=models.CharField(
                choices=[("active", "Active"), ("planned", "Planned"), ("paused", "Paused"), ("ended", "Ended")],
                default="active",
                max_length=10,
            ),
        ),
        migrations.RunSQL(FILL, UNFILL),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["planned", "active", "paused", "ended"])),
                name="placement_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "end_reason__in",
                        ["", "term", "funding", "workplace", "moved", "other_work", "own_wish", "never_began", "other"],
                    )
                ),
                name="placement_end_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("status", "ended"), _negated=True), ("end_reason", "")),
                    models.Q(
                        models.Q(("end_reason", ""), _negated=True), ("ends_on__isnull", False), ("status", "ended")
                    ),
                    _connector="OR",
                ),
                name="placement_ended_on_a_day_for_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="placementpause",
            name="noted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="placementpause",
            name="placement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="placements.placement"
            ),
        ),
        migrations.AddConstraint(
            model_name="placementpause",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("begins_on")), _connector="OR"),
                name="placement_pause_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="placementpause",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("placement", "="),
                    (
                        models.Func(
                            models.F("begins_on"),
                            models.F("ends_on"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="one_pause_at_a_time_of_a_placement",
            ),
        ),
    ]
