"""Many questions in one statement: what Today and the days ahead ask of the database.

Every question asks for the same few columns, so that all of a reader's are one statement, and each takes only as many
rows as the page shows. However many questions or rows there are, the answer costs one query.

To put such a statement together takes Django several times as long as PostgreSQL takes to answer it, and it is the
same each time the same membership asks on the same day. So it is kept for next time; what it found never is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, DateField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

COLUMNS = ("q_name", "q_subject", "q_due", "q_one", "q_two", "q_three", "q_count")
STATEMENTS = 256  # kept in a process; some ten thousand characters each


@dataclass(frozen=True)
class Home:
    """What they read of the membership's organisation: a host looks after the orders of its county."""

    county_id: str | None


@dataclass(frozen=True)
class Reader:
    """Who asks: all that rules and ``visible_to`` read of a membership, and so all that a statement depends on."""

    role: str
    user_id: int
    organisation_id: int
    organisation: Home


@dataclass(frozen=True)
class Question:
    """``rows`` are shaped by :func:`columns`."""

    name: str
    rows: Callable[[Reader, date], QuerySet]


@dataclass(frozen=True)
class Found:
    """A row of an answer: what it is about (an id or a number), when it is due, and up to three words and a count."""

    question: str
    subject: str
    due: date | None
    one: str
    two: str
    three: str
    count: int


def columns(rows: QuerySet, *, subject="pk", due=None, one="", two="", three="", count=None) -> QuerySet:
    """Shape a question's rows: each argument is a field's name or an expression; those left out are empty."""
    return rows.annotate(
        q_subject=Cast(_expression(subject), CharField()),
        q_due=Cast(_expression(due), DateField()),
        q_one=_text(one),
        q_two=_text(two),
        q_three=_text(three),
        q_count=Cast(Value(0) if count is None else _expression(count), IntegerField()),
    )


def full_name(of: str) -> Concat:
    """Somebody's name, given a path to them."""
    return Concat(f"{of}__given_name", Value(" "), f"{of}__family_name")


def _expression(given):
    if given is None:
        return Value(None)
    return F(given) if isinstance(given, str) else given


def _text(given):
    return Coalesce(Cast(_expression(given), CharField()), Value("")) if given else Value("", CharField())


def ask(questions: Iterable[Question], membership, *, on: date, most: int) -> list[Found]:
    """At most so many rows of each question, those due first. One query."""
    home = Home(membership.organisation.county_id)
    reader = Reader(membership.role, membership.user_id, membership.organisation_id, home)
    statement = _statement(tuple(questions), reader, on, most)
    if statement is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return in_order(Found(*row) for row in cursor.fetchall())


@lru_cache(maxsize=STATEMENTS)
def _statement(questions: tuple[Question, ...], reader: Reader, on: date, most: int) -> tuple[str, tuple] | None:
    """The SQL and its values; None when there is nothing that this reader could ever find."""
    parts = [
        question.rows(reader, on)
        .annotate(q_name=Value(question.name, CharField()))
        .order_by(F("q_due").asc(nulls_last=True))  # and nothing more: a second key would read the whole first day
        .values_list(*COLUMNS)[:most]
        for question in questions
    ]
    if not parts:
        return None
    try:
        return parts[0].union(*parts[1:], all=True).query.sql_with_params()
    except EmptyResultSet:
        return None


def in_order(found: Iterable[Found]) -> list[Found]:
    """By day and then by what it is about, so that a page looks the same when it is opened again."""
    return sorted(found, key=lambda row: (row.due is None, row.due, len(row.subject), row.subject))
