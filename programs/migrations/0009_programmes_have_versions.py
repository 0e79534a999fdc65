"""Programmes begin with the usual cancellation terms, and their versions with what they set now: written once."""

from django.db import migrations

FILL = """
INSERT INTO programs_cancellationstep (programme_id, days_before, percent)
SELECT programme.id, usual.days_before, usual.percent
FROM programs_programme programme, (VALUES (30, 0), (8, 50), (NULL, 100)) AS usual (days_before, percent);

INSERT INTO programs_programmeversion (programme_id, number, by_id, at, settings)
SELECT programme.id, programme.version, programme.changed_by_id, COALESCE(programme.changed_at, now()),
    jsonb_build_object(
        'name', programme.name, 'spelled_out', programme.spelled_out, 'owner', owner.name,
        'tracks', programme.tracks, 'study_weeks', programme.study_weeks, 'days_per_week', programme.days_per_week,
        'replace_until_day', programme.replace_until_day, 'staff_sessions', programme.staff_sessions,
        'follow_up_months', programme.follow_up_months, 'needs_approval', programme.needs_approval,
        'hold_days', programme.hold_days, 'release_days', programme.release_days,
        'terms_version', programme.terms_version, 'consent_version', programme.consent_version,
        'is_open', programme.is_open, 'seat_price', programme.seat_price::text,
        'attendance_required', programme.attendance_required::text,
        'phases', COALESCE((
            SELECT jsonb_agg(jsonb_build_array(until_week, every_days) ORDER BY until_week NULLS LAST)
            FROM programs_supervisionphase phase WHERE phase.programme_id = programme.id), '[]'),
        'terms', (
            SELECT jsonb_agg(jsonb_build_array(days_before, percent) ORDER BY days_before DESC NULLS LAST)
            FROM programs_cancellationstep step WHERE step.programme_id = programme.id)
    )
FROM programs_programme programme JOIN directory_organisation owner ON owner.id = programme.owner_id;
"""
EMPTY = "TRUNCATE programs_programmeversion, programs_cancellationstep"
APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON programs_programmeversion
    FOR EACH ROW EXECUTE FUNCTION programs_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0008_settings_of_programmes")]
    operations = [
        migrations.RunSQL(FILL, EMPTY),
        migrations.RunSQL(APPEND_ONLY, "DROP TRIGGER append_only ON programs_programmeversion"),
    ]
