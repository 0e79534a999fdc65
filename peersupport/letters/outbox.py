"""Write letters into the outbox. They are sent later, by somebody else: see delivery.py."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Lower

from peersupport.accounts.models import User
from peersupport.jobs import hint
from peersupport.letters.models import Letter
from peersupport.letters.registry import KINDS, Kind

# Django's ignore_conflicts does not say whether a row was new, and that is the answer which post() gives
INSERT = """
    INSERT INTO letters_letter (key, kind, subject_id, user_id, address, language, "values", state,
        created_at, not_before, expires_at, attempts, error_class)
    VALUES (%s, %s, %s, %s, %s, %s, %s, 'queued', %s, %s, %s, 0, '')
    ON CONFLICT (key) DO NOTHING"""
FOR_THE_ENGINE = frozenset({"subject_id", "user_id", "occasion", "expires_on"})
DELIVER = "peersupport.letters.tasks.deliver"
ADDRESS, LANGUAGE = "address", "language"  # for the engine as well, where some have no user


@dataclass(frozen=True)
class Draft:
    """A letter about to be posted: to a user, or to one address of somebody without an account.

    ``occasion`` tells this letter from the next one of its kind about the same subject: a date, an id, a count.
    ``language`` counts for an address only; a user gets the language they have when the letter is sent.
    """

    kind: str
    subject_id: int
    occasion: str
    expires_at: datetime
    user: User | None = None
    address: str = ""
    values: dict = field(default_factory=dict)
    language: str = "sv"
    not_before: datetime | None = None

    @property
    def key(self) -> str:
        """kind:subject:occasion:recipient, the recipient without their address."""
        recipient = f"u{self.user.pk}" if self.user else f"a{hashlib.sha256(self.address.encode()).hexdigest()[:24]}"
        return f"{self.kind}:{self.subject_id}:{self.occasion}:{recipient}"


def post(draft: Draft, *, at: datetime) -> bool:
    """Store a letter in the caller's transaction; True when it is new, False when it was posted before or is too late.

    Raises ValueError on what no caller may ask for: an unknown kind, a value that the kind does not list, nobody or
    two recipients, an address that is not exactly one.
    """
    _check(draft)
    not_before = draft.not_before or at
    if draft.expires_at <= not_before:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                draft.key,
                draft.kind,
                draft.subject_id,
                draft.user and draft.user.pk,
                draft.address,
                draft.language,
                json.dumps(draft.values),
                at,
                not_before,
                draft.expires_at,
            ],
        )
        is_new = cursor.rowcount == 1
    if is_new:
        _hint_after_commit()
    return is_new


def post_each(drafts: Iterable[Draft], *, at: datetime) -> None:
    """:func:`post` each of these, for what several people are told."""
    for draft in drafts:
        post(draft, at=at)


def _check(draft: Draft) -> None:
    kind = KINDS.get(draft.kind)
    if kind is None:
        raise ValueError(f"No such kind of letter: {draft.kind}")
    if extra := set(draft.values) - kind.values:
        raise ValueError(f"{draft.kind} may not hold {sorted(extra)}")
    if (draft.user is None) == (draft.address == ""):
        raise ValueError("A letter goes to a user or to an address")
    if draft.address:
        check_address(draft.address)


def check_address(address: str) -> None:
    """Raise ValueError unless this is exactly one address: no second one after a comma, no line break, no brackets."""
    try:
        validate_email(address)
    except ValidationError as problem:
        raise ValueError("Not exactly one e-mail address") from problem


def post_many(kind: Kind, *, on: date, at: datetime) -> int:
    """Store every letter of a kind that is due on a day, in one statement; the number of new ones.

    ``kind.due(on)`` is a queryset of ``.values(subject_id=…, user_id=…, occasion=…, expires_on=…, …)``: whom to write
    to about what, the occasion that makes it one letter, the last day on which it may go, and the kind's own values.
    Where it has an ``address`` too, that is written to in a row whose user is None, in its ``language`` or in Swedish;
    a user's own language counts for them. Whoever got that letter before,
    and whoever may no longer sign in, is left out. Safe to run again and again.
    """
    due = kind.due(on)
    names = set(due.query.selected or ()) - {ADDRESS, LANGUAGE}
    if names != FOR_THE_ENGINE | kind.values:
        raise ValueError(f"{kind.name}: due() gives {sorted(names)}, not {sorted(FOR_THE_ENGINE | kind.values)}")
    with connection.cursor() as cursor:
        cursor.execute(*_insert_select(kind, due, at=at))
        made = cursor.rowcount
    if made:
        _hint_after_commit()
    return made


def _insert_select(kind: Kind, due: QuerySet, *, at: datetime) -> tuple[str, list]:
    quote = connection.ops.quote_name
    inner, inner_params = due.order_by().query.sql_with_params()
    pairs = ", ".join(f"'{name}', due.{quote(name)}" for name in sorted(kind.values))
    address = "due.address" if ADDRESS in due.query.selected else "''"
    language = "due.language" if LANGUAGE in due.query.selected else "'sv'"
    # the last moment of the last day, on Swedish clocks
    expires = "((due.expires_on::date + 1)::timestamp AT TIME ZONE %s)"
    sql = f"""
        INSERT INTO {quote(Letter._meta.db_table)}
            (key, kind, subject_id, user_id, address, language, "values", state, created_at, not_before, expires_at,
             attempts, error_class)
        SELECT %s || ':' || due.subject_id || ':' || due.occasion || ':'
                || coalesce('u' || due.user_id, 'a' || left(encode(sha256(convert_to({address}, 'UTF8')), 'hex'), 24)),
            %s, due.subject_id, due.user_id, CASE WHEN due.user_id IS NULL THEN {address} ELSE '' END,
            coalesce(reader.language, {language}), jsonb_build_object({pairs}), %s, %s, %s, {expires}, 0, ''
        FROM ({inner}) AS due
        LEFT JOIN {quote(User._meta.db_table)} AS reader ON reader.id = due.user_id AND reader.is_active
        WHERE (reader.id IS NOT NULL OR due.user_id IS NULL AND {address} <> '') AND {expires} > %s
        ON CONFLICT (key) DO NOTHING"""  # noqa: S608 - only names from the code are put together here
    zone = settings.TIME_ZONE
    return sql, [kind.name, kind.name, Letter.State.QUEUED, at, at, zone, *inner_params, zone, at]


def cancel(*, kinds: Iterable[str], subject_ids: Iterable[int]) -> int:
    """Take back the letters that wait about these subjects, for what they were to say is no longer so; how many.

    In the caller's transaction. Their keys stay taken: the same letter for the same occasion isn't written anew.
    """
    waiting = Letter.objects.waiting().filter(kind__in=list(kinds), subject_id__in=list(subject_ids))
    return waiting.update(state=Letter.State.CANCELLED)


def forget(*, kinds: Iterable[str], subject_ids: Iterable[int]) -> int:
    """Erase the addresses in letters of these kinds about these subjects; how many. Those that wait are taken back."""
    cancel(kinds=kinds, subject_ids=subject_ids)
    written = Letter.objects.filter(kind__in=list(kinds), subject_id__in=list(subject_ids)).exclude(address="")
    return written.update(**Letter.PERSONAL)


def forget_person(*, addresses: Iterable[str], user: User | None) -> None:
    """Erase somebody's addresses wherever they stand in letters; what waits for them, or for their account, goes to
    nobody.

    A key holds a digest of the address, by which it could be guessed, so that goes too. In the caller's transaction.
    """
    lowered = Letter.objects.annotate(lowered=Lower("address"))
    written = lowered.filter(lowered__in=[address.lower() for address in addresses]).exclude(address="")
    ids = list(written.values_list("pk", flat=True))
    theirs = Q(pk__in=ids) if user is None else Q(pk__in=ids) | Q(user=user)
    Letter.objects.waiting().filter(theirs).update(state=Letter.State.CANCELLED)
    key = Concat("kind", Value(":erased:"), Cast("pk", CharField()))
    Letter.objects.filter(pk__in=ids).update(**Letter.PERSONAL, key=key)


def _hint_after_commit() -> None:
    """Ask for delivery when the transaction has been committed, once however many letters it holds."""
    if not any(callback is _hint for _savepoints, callback, _robust in connection.run_on_commit):
        transaction.on_commit(_hint, robust=True)


def _hint() -> None:
    hint.give(DELIVER)
