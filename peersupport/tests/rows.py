"""All rows of all tables as one value: equal before and after means that nothing was written, changed or deleted."""

from functools import cache

from django.db import connection


@cache
def _tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def all_rows(*, but: tuple[str, ...] = ()) -> dict[str, tuple[int, int]]:
    """Of every table how many rows it has, and a checksum over them; tables in ``but`` are left out."""
    tables = [table for table in _tables() if table not in but]
    one = 'SELECT %s, count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM "{}" t'
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables), tables)
        return {table: (count, checksum) for table, count, checksum in cursor.fetchall()}


def tables_with(text: str) -> list[str]:
    """The tables in which some column of some row is this text, whole."""
    tables = _tables()
    one = 'SELECT %s WHERE EXISTS (SELECT FROM "{}" t, jsonb_each_text(to_jsonb(t)) c WHERE c.value = %s)'
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(t) for t in tables), [x for t in tables for x in (t, text)])
        return [table for (table,) in cursor.fetchall()]


def tables_holding(text: str) -> set[str]:
    """The tables in which this text stands somewhere, in whatever case: in a column of any type, in bytes too."""
    tables, patterns = _tables(), [f"%{text.lower()}%", f"%{text.encode().hex()}%"]
    one = 'SELECT %s WHERE EXISTS (SELECT FROM "{}" t WHERE lower(to_jsonb(t)::text) LIKE ANY (%s))'
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(t) for t in tables), [x for t in tables for x in (t, patterns)])
        return {table for (table,) in cursor.fetchall()}
