"""What is given to peer supporters after their certificate: plan it, sign up, note who came, count the hours."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.models import Organisation, Person
from peersupport.jobs import idempotency
from peersupport.letters import outbox
from peersupport.shared.refusals import Conflict, Refused
from placements import selectors
from placements.letters import education as letters
from placements.models import Education, EducationHours, EducationNeed, SignUp

Status = SignUp.Status
WHAT = ("kind", "title", "description", "place", "starts_at", "ends_at", "hours", "capacity", "for_everybody")
TOLD_OF = ("place", "starts_at", "ends_at")  # who goes there is told when one of these changes


class NotOpen(Refused):
    """Nobody signs up, or withdraws, once it has begun, was held or is called off."""


@transaction.atomic
def plan(*, key: UUID, host: Organisation, by: User, at: datetime, **what) -> Education:
    """A new course or network meeting, open for sign-up at once. ``what`` are the fields of WHAT.

    A form sent twice (``key``) makes one. Raises Refused beside starts_at or ends_at.
    """
    before = idempotency.claim(key, purpose="placements.education", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(Education, before)
    _check_hours(what, at=at)
    made = Education.objects.create(host=host, **what)
    status.begin(made, by=by, at=at)
    idempotency.remember(key, f"placements.education:{made.pk}")
    return made


@transaction.atomic
def change(*, education: Education, version: int, by: User, at: datetime, **what) -> None:
    """Change one that is to come. Who has a place is told of another time or place; more room lets in who waits.

    Raises Conflict, NotOpen, and Refused beside capacity when more people have a place already.
    """
    row = _lock_open(education, at=at)
    if row.version != version:
        raise Conflict(_("Somebody else changed this while you did."))
    _check_hours(what, at=at)
    _check_capacity(row, what["capacity"])
    moved = any(getattr(row, name) != what[name] for name in TOLD_OF)
    for name in WHAT:
        setattr(row, name, what[name])
    row.version += 1
    row.save()
    if moved:
        outbox.post_each(letters.changed(row, _people(row)), at=at)
    _let_in(row, by=by, at=at)


@transaction.atomic
def call_off(*, education: Education, by: User, at: datetime) -> None:
    """It isn't held: whoever has a place or waits is told. Raises NotOpen, WrongStatus."""
    row = _lock_open(education, at=at)
    status.move_locked(row, Education.Status.CALLED_OFF, by=by, at=at)
    outbox.post_each(letters.called_off(row, _people(row)), at=at)


@transaction.atomic
def sign_up(*, education: Education, person: Person, by: User, at: datetime) -> SignUp:
    """A place, or one in the line when it is full. Pressed twice, done once.

    Under the education's lock, so that the last place is given once. Raises NotOpen, and Refused for somebody whom no
    host answers for.
    """
    row = _lock_open(education, at=at)
    host = selectors.persons_host(person=person, education=row)
    if host is None:
        raise Refused(_("No organisation answers for this person here yet."))
    becomes = Status.PLACED if _has_room(row) else Status.WAITING
    mine = SignUp.objects.locked().filter(education=row, person=person).first()
    if mine is None:
        mine = SignUp.objects.create(education=row, person=person, host_id=host, status=becomes, signed_up_at=at)
        status.begin(mine, by=by, at=at)
    elif mine.status == Status.WITHDRAWN:
        status.move_locked(mine, becomes, by=by, at=at, signed_up_at=at)
    return mine


@transaction.atomic
def withdraw(*, sign_up: SignUp, by: User, at: datetime) -> None:
    """Give back a place, or one in the line; who waits longest gets the place, and is told. Raises NotOpen."""
    row = _lock_open(sign_up.education, at=at)
    mine = SignUp.objects.locked().get(pk=sign_up.pk)
    if mine.status != Status.WITHDRAWN:
        status.move_locked(mine, Status.WITHDRAWN, by=by, at=at)
    _let_in(row, by=by, at=at)


@transaction.atomic
def note_who_came(*, education: Education, came: Collection[int], by: User, at: datetime) -> None:
    """Note who of those with a place was there (``came``: ids of their sign-ups), and give them its hours.

    Noted again, it is corrected: the hours of who wasn't there after all don't count. Raises Refused before it has
    begun, and for one that is called off.
    """
    row = Education.objects.locked().get(pk=education.pk)
    if row.status == Education.Status.CALLED_OFF or at < row.starts_at:
        raise Refused(_("Who came can be noted once it has begun."))
    for one in row.sign_ups.placed().locked().order_by("pk"):
        one.came = one.pk in came
        one.save(update_fields=["came"])
        _give_hours(one, row, by=by, at=at)
    if row.status == Education.Status.OPEN:
        status.move_locked(row, Education.Status.HELD, by=by, at=at)
    for one in row.sign_ups.in_turn().locked():
        status.move_locked(one, Status.WITHDRAWN, by=by, at=at)


@transaction.atomic
def report_hours(
    *, key: UUID, person: Person, what: str, held_on: date, hours: Decimal, by: User, at: datetime
) -> EducationHours:
    """Hours of something that others gave; they count once a coordinator has said so.

    A form sent twice (``key``) reports them once. Raises Refused beside held_on for a day that hasn't come.
    """
    before = idempotency.claim(key, purpose="placements.hours", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(EducationHours, before)
    if held_on > localtime(at).date():
        raise Refused(_("The day can't be in the future."), field="held_on")
    host = person.registrations.order_by("pk").values_list("host", flat=True).first()
    if host is None:
        raise Refused(_("No organisation answers for this person here yet."))
    row = EducationHours.objects.create(
        person=person,
        host_id=host,
        what=what,
        held_on=held_on,
        hours=hours,
        status=EducationHours.Status.REPORTED,
        noted_at=at,
    )
    status.begin(row, by=by, at=at)
    idempotency.remember(key, f"placements.educationhours:{row.pk}")
    return row


@transaction.atomic
def decide_hours(*, row: EducationHours, counts: bool, by: User, at: datetime) -> None:
    """Say whether reported hours count; their owner sees it on their own page. Raises WrongStatus."""
    to = EducationHours.Status.APPROVED if counts else EducationHours.Status.DECLINED
    status.move(row, to, only_from={EducationHours.Status.REPORTED}, by=by, at=at)


@transaction.atomic
def raise_need(*, key: UUID, host: Organisation, themes: Collection[str], by: User, at: datetime) -> None:
    """What supervision has shown that people want to learn more about: counted at the host, about nobody.

    A form sent twice (``key``) counts once.
    """
    if idempotency.claim(key, purpose="placements.education_need", owner=f"user:{by.pk}", at=at) is not None:
        return
    on = localtime(at).date()
    EducationNeed.objects.bulk_create(EducationNeed(host=host, theme=theme, raised_on=on) for theme in themes)
    idempotency.remember(key, f"directory.organisation:{host.pk}")


def _lock_open(education: Education, *, at: datetime) -> Education:
    row = Education.objects.locked().get(pk=education.pk)
    if not row.takes_sign_ups(at):
        raise NotOpen(_("It has begun, or isn't held: nothing more can be changed about who goes there."))
    return row


def _check_hours(what: dict, *, at: datetime) -> None:
    if what["starts_at"] <= at:
        raise Refused(_("Choose a time that is still to come."), field="day")
    if what["ends_at"] <= what["starts_at"]:
        raise Refused(_("It has to end after it begins."), field="ends")


def _check_capacity(education: Education, capacity: int | None) -> None:
    taken = education.sign_ups.placed().count()
    if capacity is not None and capacity < taken:
        raise Refused(_("%(n)s people have a place already.") % {"n": taken}, field="capacity")


def _has_room(education: Education) -> bool:
    return education.capacity is None or education.sign_ups.placed().count() < education.capacity


def _let_in(education: Education, *, by: User, at: datetime) -> None:
    """Places that are free go to those who wait, in turn. The caller has locked the education."""
    waiting = education.sign_ups.in_turn().locked()
    if education.capacity is not None:
        waiting = waiting[: max(0, education.capacity - education.sign_ups.placed().count())]
    for one in waiting:
        status.move_locked(one, Status.PLACED, by=by, at=at)
        outbox.post_each(letters.placed(education, [one]), at=at)


def _people(education: Education) -> list[SignUp]:
    return list(education.sign_ups.exclude(status=Status.WITHDRAWN).select_related("person__user").order_by("pk"))


def _give_hours(one: SignUp, education: Education, *, by: User, at: datetime) -> None:
    """The hours of whoever was there count; a row that is there already changes its status, and keeps its history."""
    row = EducationHours.objects.locked().filter(sign_up=one).first()
    to = EducationHours.Status.APPROVED if one.came else EducationHours.Status.DECLINED
    if row is None and one.came:
        row = EducationHours.objects.create(
            person_id=one.person_id,
            host_id=one.host_id,
            sign_up=one,
            held_on=education.day,
            hours=education.hours,
            status=to,
            noted_at=at,
        )
        status.begin(row, by=by, at=at)
    elif row is not None and row.status != to:
        status.move_locked(row, to, by=by, at=at)
