"""The first day on which a person hasn't been met for too long, by the numbers that their plan had so far."""

from django.db import migrations, models
from django.db.models import Q

PHASES = """
    UPDATE placements_supervisionplan SET phases = (
        SELECT coalesce(jsonb_agg(
            jsonb_build_array(phase -> 0, phase -> 1, greatest((phase ->> 1)::int, CASE
                WHEN (phase ->> 0)::int <= 12 THEN 14 WHEN (phase ->> 0)::int <= 52 THEN 35 ELSE 60 END))
            ORDER BY place), '[]')
        FROM jsonb_array_elements(phases) WITH ORDINALITY AS row (phase, place))"""
BACK = """
    UPDATE placements_supervisionplan SET phases = (
        SELECT coalesce(jsonb_agg(jsonb_build_array(phase -> 0, phase -> 1) ORDER BY place), '[]')
        FROM jsonb_array_elements(phases) WITH ORDINALITY AS row (phase, place))"""
# as many days after the planned one as the phase leaves; the next session counts it anew
LATE = """
    UPDATE placements_supervisionplan plan SET late_on = next_due_on + 1 + (
        SELECT (phase ->> 2)::int - (phase ->> 1)::int
        FROM jsonb_array_elements(phases) WITH ORDINALITY AS row (phase, place)
        WHERE phase ->> 0 IS NULL
            OR (next_due_on - coalesce(counts_from, placement.starts_on)) / 7 + 1 <= (phase ->> 0)::int
        ORDER BY place LIMIT 1)
    FROM placements_placement placement WHERE placement.id = plan.placement_id AND next_due_on IS NOT NULL"""

AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"  # a table with checks that wait for the end can't be changed


class Migration(migrations.Migration):
    dependencies = [("placements", "0022_wishes"), ("programs", "0040_supervision_is_late")]
    operations = [
        migrations.AddField(
            model_name="supervisionplan",
            name="late_on",
            field=models.DateField(null=True),
        ),
        migrations.RunSQL([AT_ONCE, PHASES, LATE], [AT_ONCE, BACK]),
        migrations.AddConstraint(
            model_name="supervisionplan",
            constraint=models.CheckConstraint(
                condition=Q(late_on=None, next_due_on=None) | Q(late_on__isnull=False, next_due_on__isnull=False),
                name="plan_is_late_only_with_a_day_to_come",
            ),
        ),
        migrations.AddIndex(
            model_name="supervisionplan",
            index=models.Index(fields=["late_on"], name="plan_by_late_day"),
        ),
    ]
