"""Give each sight of a person the organisation at which its owner has the role, and each ended role somebody who ended it.

A sight is somebody's in one role, so the organisation is one where they have or had that role: a host that answers for
the person before all others, then open roles. Who never had the role keeps the sight in the name of such a host. Where
the role has ended, so does the sight. Of a unit manager's sights placements knows more (its migration 0004).
"""

from django.db import migrations

FILL_SIGHT = """
    UPDATE directory_personaccess AS sight SET organisation_id = coalesce(
        (
            SELECT role.organisation_id FROM directory_membership AS role
            LEFT JOIN directory_registration AS registered
                ON registered.person_id = sight.person_id AND registered.host_id = role.organisation_id
            WHERE role.user_id = sight.user_id AND role.role = sight.role
            ORDER BY registered.id IS NULL, role.ended_at IS NOT NULL, role.id LIMIT 1
        ),
        (SELECT min(host_id) FROM directory_registration WHERE person_id = sight.person_id)
    )
    WHERE organisation_id IS NULL"""
END_WITH_THE_ROLE = """
    UPDATE directory_personaccess AS sight SET until = greatest(sight.since, now())
    WHERE until IS NULL AND NOT EXISTS (
        SELECT FROM directory_membership AS role
        WHERE (role.user_id, role.role, role.organisation_id) = (sight.user_id, sight.role, sight.organisation_id)
            AND role.ended_at IS NULL
    )"""
# nobody noted who ended a role before now: the first coordinator answered for all of them
FILL_ENDED_BY = """
    UPDATE directory_membership SET ended_by_id = (
        SELECT user_id FROM directory_membership WHERE role = 'national_coordinator' ORDER BY id LIMIT 1
    )
    WHERE ended_at IS NOT NULL AND ended_by_id IS NULL"""
FORGET_SIGHT = "UPDATE directory_personaccess SET organisation_id = NULL WHERE user_id IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_who_ended_and_changed")]

    operations = [
        migrations.RunSQL(FILL_SIGHT, FORGET_SIGHT),
        migrations.RunSQL(END_WITH_THE_ROLE, migrations.RunSQL.noop),
        migrations.RunSQL(FILL_ENDED_BY, migrations.RunSQL.noop),
    ]
