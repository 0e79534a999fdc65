"""Consents get rows of their own, coordinators the group that they were, and what was decided is known."""

from django.db import migrations

FILL = """
UPDATE training_application SET saved_at = received_at, told_at = decided_at, told_by_id = decided_by_id;

INSERT INTO training_applicationconsent (application_id, purpose, text_version, language, given_at)
SELECT id, 'training', consent_version, language, consented_at FROM training_application;

INSERT INTO training_assessor (cohort_id, user_id, added_at)
SELECT DISTINCT cohort.id, membership.user_id, now()
FROM programs_cohort cohort
JOIN directory_membership membership ON membership.organisation_id = cohort.host_id
    AND membership.role = 'regional_coordinator' AND membership.ended_at IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0003_admission"), ("directory", "0012_former_names_and_merging")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
