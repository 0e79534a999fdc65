"""A person has one plan at a host, and works at most full time: a trigger, for a sum over rows is no constraint.

The day on which one ends may be that on which another begins.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FULL_TIME = """
CREATE FUNCTION placements_at_most_full_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.person_id = OLD.person_id AND NEW.percent <= OLD.percent
        AND NEW.starts_on >= OLD.starts_on AND NEW.beyond_full_time >= OLD.beyond_full_time
        AND coalesce(NEW.ends_on, 'infinity') <= coalesce(OLD.ends_on, 'infinity')
    THEN
        RETURN NULL; -- less than it was: whoever works too much must be able to work less
    END IF;
    PERFORM FROM directory_person WHERE id = NEW.person_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM placements_placement edge
        CROSS JOIN LATERAL (SELECT greatest(edge.starts_on, NEW.starts_on) AS day) first
        WHERE edge.person_id = NEW.person_id AND first.day < coalesce(NEW.ends_on, 'infinity')
            AND first.day < coalesce(edge.ends_on, 'infinity')
            AND (
                SELECT sum(percent) > 100 AND NOT bool_or(beyond_full_time)
                FROM placements_placement p
                WHERE p.person_id = NEW.person_id AND p.end_reason <> 'never_began'
                    AND first.day >= p.starts_on AND first.day < coalesce(p.ends_on, 'infinity')
            )
    ) THEN
        RAISE EXCEPTION 'more than full time' USING ERRCODE = 'check_violation', CONSTRAINT = 'at_most_full_time';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER at_most_full_time
    AFTER INSERT OR UPDATE OF person_id, percent, starts_on, ends_on, beyond_full_time, end_reason
    ON placements_placement FOR EACH ROW EXECUTE FUNCTION placements_at_most_full_time();
"""
UNDO = """
DROP TRIGGER at_most_full_time ON placements_placement;
DROP FUNCTION placements_at_most_full_time();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0013_special_handling"),
        ("placements", "0010_pipeline"),
        ("training", "0035_evaluation_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="placement",
            name="beyond_full_time",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="more than full time, by somebody's decision"
            ),
        ),
        migrations.AddField(
            model_name="supervisionplan",
            name="counts_from",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="supervisionplan",
            name="follows",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followers",
                to="placements.supervisionplan",
            ),
        ),
        migrations.AlterField(
            model_name="placement",
            name="override_reason",
            field=models.CharField(
                blank=True,
                max_length=500,
                verbose_name="reason to start before the workplace is ready, or beyond full time",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("beyond_full_time", False), models.Q(("override_reason", ""), _negated=True), _connector="OR"
                ),
                name="beyond_full_time_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("follows", None), ("next_due_on", None), _connector="OR"),
                name="plan_that_follows_has_no_day_of_its_own",
            ),
        ),
        migrations.RunSQL(FULL_TIME, UNDO),
    ]
