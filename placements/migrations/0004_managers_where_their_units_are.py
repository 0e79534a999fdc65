"""A unit manager sees people where the unit belongs: with its owner, or with what that is a part of.

directory's migration 0004 could not know units, and gave managers of two organisations all sights at one of them.
"""

from django.db import migrations

TO_THE_OWNER = """
    UPDATE directory_personaccess AS sight SET organisation_id = coalesce(
        (
            SELECT role.organisation_id FROM directory_membership AS role
            WHERE role.user_id = sight.user_id AND role.role = 'unit_manager' AND role.ended_at IS NULL
                AND role.organisation_id IN (owner.id, owner.parent_id)
            ORDER BY role.organisation_id = owner.id DESC LIMIT 1
        ),
        owner.id
    )
    FROM placements_placement AS placement
    JOIN placements_workplace AS workplace ON workplace.id = placement.workplace_id
    JOIN directory_organisation AS owner ON owner.id = workplace.owner_id
    WHERE sight.role = 'unit_manager' AND sight.because = 'placements.placement:' || placement.id"""


class Migration(migrations.Migration):
    dependencies = [("placements", "0003_changing_people"), ("directory", "0005_sight_is_a_membership")]

    operations = [migrations.RunSQL(TO_THE_OWNER, migrations.RunSQL.noop)]
