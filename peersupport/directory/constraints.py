"""The composite foreign key that ties a row about a person to the host that answers for that person's data."""

from django.db import migrations


def registration_key(table: str) -> migrations.RunSQL:
    """A reversible migration step: (person, host) of ``table`` must be a Registration.

    Django 5.2 has no composite foreign keys. Without this one a row could name a person whom another host answers for,
    and plain foreign keys would let it. Deferred, so that a person and its rows can be written in any order.
    """
    name = f"{table}_registered"
    return migrations.RunSQL(
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (person_id, host_id)'
        " REFERENCES directory_registration (person_id, host_id) DEFERRABLE INITIALLY DEFERRED",
        f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"',
    )
