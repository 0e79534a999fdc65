"""The next day of each kind of session. Plans that run go on as they were promised: one by one, without check-ins."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q

AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"  # a table with checks that wait for the end can't be changed
ALONE = """
    UPDATE placements_supervisionplan SET next_alone_on = next_due_on, phases = (
        SELECT coalesce(jsonb_agg(phase || '[null]' ORDER BY place), '[]')
        FROM jsonb_array_elements(phases) WITH ORDINALITY AS row (phase, place))"""
BACK = """
    UPDATE placements_supervisionplan SET phases = (
        SELECT coalesce(jsonb_agg(phase - 3 ORDER BY place), '[]')
        FROM jsonb_array_elements(phases) WITH ORDINALITY AS row (phase, place))"""


class Migration(migrations.Migration):
    dependencies = [("placements", "0027_stay_reports"), ("programs", "0041_supervision_of_each_kind")]
    operations = [
        migrations.AddField(
            model_name="supervisionplan",
            name="check_in_weeks",
            field=ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None),
        ),
        migrations.AddField(
            model_name="supervisionplan",
            name="next_alone_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="supervisionplan",
            name="next_group_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="supervisionplan",
            name="next_check_in_on",
            field=models.DateField(null=True),
        ),
        migrations.RunSQL([AT_ONCE, ALONE], [AT_ONCE, BACK]),
        migrations.AddConstraint(
            model_name="supervisionplan",
            constraint=models.CheckConstraint(
                condition=Q(next_alone_on=None, next_check_in_on=None, next_due_on=None, next_group_on=None)
                | Q(
                    Q(next_alone_on__isnull=False) | Q(next_group_on__isnull=False),
                    next_due_on__isnull=False,
                ),
                name="plan_has_a_day_of_some_kind",
            ),
        ),
    ]
