"""Give every host the role that its column speaks of, from the day when somebody first had a role there."""

from django.db import migrations

FILL = """
    INSERT INTO directory_organisationrole (organisation_id, role, since, added_at)
    SELECT host.id, 'host', coalesce(
        (SELECT min(started_at)::date FROM directory_membership WHERE organisation_id = host.id), current_date
    ), now()
    FROM directory_organisation host WHERE host.is_host"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_organisation_roles")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
