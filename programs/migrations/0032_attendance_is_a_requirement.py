"""Each version's required attendance becomes a row; cohorts that have begun keep what holds for them now."""

from django.db import migrations

FILL = """
INSERT INTO programs_requirement (version_id, kind, share)
SELECT version.id, 'attendance',
    COALESCE((version.settings ->> 'attendance_required')::numeric, programme.attendance_required)
FROM programs_programmeversion version JOIN programs_programme programme ON programme.id = version.programme_id;

UPDATE programs_cohort cohort SET began_under_id = version.id
FROM programs_programmeversion version JOIN programs_programme programme ON programme.id = version.programme_id
WHERE cohort.programme_id = programme.id AND version.number = programme.version
    AND cohort.status IN ('running', 'completed');
"""
EMPTY = """
UPDATE programs_programme programme SET attendance_required = requirement.share
FROM programs_requirement requirement JOIN programs_programmeversion version ON version.id = requirement.version_id
WHERE version.programme_id = programme.id AND version.number = programme.version AND requirement.kind = 'attendance';

UPDATE programs_cohort SET began_under_id = NULL;

TRUNCATE programs_requirement;
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0031_what_a_certificate_takes")]
    operations = [migrations.RunSQL(FILL, EMPTY)]
