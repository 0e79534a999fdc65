"""The tree of organisations: region or municipality, department, unit. Each question is one query, however deep."""

from django.db import connection

from peersupport.directory.models import Organisation

DEEPEST = 5  # levels: municipality, committee, department, area, unit
UP = """
    WITH RECURSIVE up AS (
        SELECT id, parent_id, 0 AS step FROM directory_organisation WHERE id = %s
        UNION ALL
        SELECT above.id, above.parent_id, step + 1 FROM up JOIN directory_organisation above ON above.id = up.parent_id
    )"""
_PATH = f"""{UP}
    SELECT whole.* FROM up JOIN directory_organisation whole USING (id)
    ORDER BY step DESC"""  # noqa: S608 - only this code's own words are put together
_LEVELS = """
    WITH RECURSIVE down AS (
        SELECT id, 1 AS level FROM directory_organisation WHERE id = %s
        UNION ALL
        SELECT part.id, level + 1 FROM down JOIN directory_organisation part ON part.parent_id = down.id
    )
    SELECT max(level) FROM down"""
_LOCK = "SELECT pg_advisory_xact_lock('directory_organisation'::regclass::oid::bigint)"


def path_to(organisation: Organisation) -> list[Organisation]:
    """The way down to an organisation: the top of its tree first, itself last."""
    if organisation.parent_id is None:
        return [organisation]
    return list(Organisation.objects.raw(_PATH, [organisation.pk]))


def legal_person(path: list[Organisation]) -> Organisation:
    """Who a part's papers are written to: the nearest on its path that has an organisation number, or the top."""
    return next((one for one in reversed(path) if one.org_number), path[0])


def levels(organisation: Organisation) -> int:
    """How many levels an organisation and its parts are: 1 where it has none."""
    with connection.cursor() as cursor:
        cursor.execute(_LEVELS, [organisation.pk])
        return cursor.fetchone()[0]


def lock() -> None:
    """Nobody else moves anything in the tree until the transaction ends: two moves together could make a circle."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
