"""What people and workplaces wish for: said by themselves or on their words, shown until a day, taken back at once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Municipality, Person
from peersupport.privacy.models import Reading
from peersupport.shared.refusals import Conflict, Refused
from placements.actions.workplaces import lock_open
from placements.models import Opening, Workplace, WorkWish

LONGEST_SHOWN = timedelta(days=366)
READ = "wishes"  # what a Reading calls it


@transaction.atomic
def wish(
    *,
    person: Person,
    version: int,
    kinds: list[str],
    not_kinds: list[str],
    avoids: Sequence[Workplace],
    municipality: Municipality | None,
    km: int | None,
    percent_least: int,
    percent_most: int,
    from_on: date | None,
    until: date,
    by: User,
    at: datetime,
) -> WorkWish:
    """Keep what somebody wishes for at work, and let coordinators see it until a day.

    ``by`` is the person, or a coordinator who writes it down on their words where they have no account. Raises
    Conflict when it was changed since ``version``, and Refused beside a field.
    """
    row = _lock(person, by=by)
    before = WorkWish.objects.locked().filter(person=row).first()
    if version != (before.version if before else 1):
        raise Conflict(_("Somebody else changed these wishes while you did."))
    said = {"kinds": kinds, "not_kinds": not_kinds, "municipality": municipality, "km": km, "from_on": from_on}
    said |= {"percent_least": percent_least, "percent_most": percent_most, "until": until}
    _check(on=localtime(at).date(), **said)
    said |= {"written_by": by, "written_at": at, "version": version + 1}
    kept, _is_new = WorkWish.objects.update_or_create(person=row, defaults=said)
    kept.avoids.set(avoids)
    return kept


@transaction.atomic
def throw_away(*, person: Person) -> None:
    """Nobody sees the wishes from now on, and nothing of them is left. Safe to repeat."""
    WorkWish.objects.filter(person=person).delete()


@transaction.atomic
def forget_old(*, on: date) -> int:
    """Erase wishes whose last day has been; how many. Safe to run again."""
    return WorkWish.objects.filter(until__lt=on).delete()[1].get("placements.WorkWish", 0)


def read(*, wishes: Sequence[WorkWish], by: User, at: datetime) -> None:
    """Keep that somebody has seen these wishes, as each person sees it in what is known of them. One query."""
    Reading.objects.bulk_create(
        Reading(subject=f"{Person._meta.label_lower}:{one.person_id}", what=READ, read_by=by, read_at=at)
        for one in wishes
    )


@transaction.atomic
def say_opening(
    *,
    workplace: Workplace,
    version: int,
    places: int,
    percent_least: int,
    percent_most: int,
    from_on: date | None,
    by: User,
    at: datetime,
) -> Opening:
    """Say that a workplace wants so many more from now on. Raises Conflict, WorkplaceClosed, Refused."""
    unit = lock_open(workplace)
    before = Opening.objects.locked().filter(workplace=unit).first()
    if version != (before.version if before else 1):
        raise Conflict(_("Somebody else changed this while you did."))
    _check_percent(percent_least, percent_most)
    said = {"places": places, "percent_least": percent_least, "percent_most": percent_most, "from_on": from_on}
    said |= {"said_by": by, "said_at": at, "version": version + 1}
    return Opening.objects.update_or_create(workplace=unit, defaults=said)[0]


@transaction.atomic
def close_opening(*, workplace: Workplace) -> None:
    """The workplace wants nobody more now. Safe to repeat."""
    Opening.objects.filter(workplace=workplace).delete()


def _lock(person: Person, *, by: User) -> Person:
    row = Person.objects.locked().get(pk=person.pk)
    if row.special_at is not None:
        raise Refused(_("Of somebody who is handled specially no wishes are kept."))
    if row.died_on is not None:
        raise Refused(_("The person has died."))
    if row.user_id not in (None, by.pk):
        raise Refused(_("They have an account, and say themselves what they wish for."))
    return row


def _check(*, on: date, kinds, not_kinds, municipality, km, percent_least, percent_most, until, **_more) -> None:
    if set(kinds) & set(not_kinds):
        raise Refused(_("The same kind can't be both wished for and not."), field="not_kinds")
    if km is not None and municipality is None:
        raise Refused(_("Choose from where."), field="municipality")
    _check_percent(percent_least, percent_most)
    if not on <= until <= on + LONGEST_SHOWN:
        raise Refused(_("Choose a day within the next year."), field="until")


def _check_percent(least: int, most: int) -> None:
    if least > most:
        raise Refused(_("This has to be at least as much as the field before."), field="percent_most")
