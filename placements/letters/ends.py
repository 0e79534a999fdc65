"""An employment, or the money for it, ends: to whoever sees to the workplace and to its manager, 90 days ahead."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast, Now, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.letters.models import Letter
from peersupport.letters.registry import Kind
from placements.letters.workplaces import who_sees_to
from placements.models import Placement

AHEAD = timedelta(days=90)


def employment_ends(on: date) -> QuerySet:
    """To one coordinator, once for each day; a day that is moved is another."""
    return _ending(on).annotate(reader=_coordinator()).filter(reader__isnull=False).values(user_id=F("reader"), **_EACH)


def employment_ends_here(on: date) -> QuerySet:
    """To the manager of the workplace, by their account or at their address."""
    manager = {"user_id": F("workplace__manager_id"), "address": F("workplace__manager_email")}
    return _ending(on).values(**manager, **_EACH)


_EACH = {
    "due_on": F("next_end"),
    "subject_id": F("pk"),
    "occasion": Cast("next_end", CharField()),
    "expires_on": F("next_end"),
}


def _ending(on: date) -> QuerySet[Placement]:
    return Placement.objects.open().with_next_end(on).filter(next_end__lte=on + AHEAD)


def _coordinator():
    return who_sees_to(caretaker="workplace__caretaker")


def _still_ending(placements: set[int]) -> set[int]:
    """A day that is moved takes its letter back by itself (actions.ends)."""
    rows = Placement.objects.open().filter(pk__in=placements).with_next_end(TruncDate(Now()))
    return set(rows.filter(next_end__isnull=False).values_list("pk", flat=True))


def _coordinators(placements: set[int]) -> dict[int, int]:
    return dict(Placement.objects.filter(pk__in=placements).values_list("pk", _coordinator()))


def _managers(placements: set[int]) -> dict[int, int | None]:
    """None: one without an account."""
    return dict(Placement.objects.filter(pk__in=placements).values_list("pk", "workplace__manager"))


def _day_and_link(letter: Letter) -> dict:
    """The page opens for an account only."""
    link = settings.SITE_URL + reverse("placements:placement", args=[letter.subject_id])
    return {"due_on": date.fromisoformat(letter.values["due_on"]), "link": link if letter.user_id else ""}


def _seen(membership) -> QuerySet:
    return Placement.objects.visible_to(membership).values("pk")


KINDS = [
    Kind(
        name="employment_ends",
        template="placements/employment_ends",
        values=frozenset({"due_on"}),
        still_wanted=_still_ending,
        readers=_coordinators,
        context=_day_and_link,
        may_see=_seen,
        due=employment_ends,
        label=_("Reminder: an employment or its money ends"),
    ),
    Kind(
        name="employment_ends_here",
        template="placements/employment_ends_here",
        values=frozenset({"due_on"}),
        still_wanted=_still_ending,
        readers=_managers,
        context=_day_and_link,
        may_see=_seen,
        due=employment_ends_here,
        label=_("Reminder to the manager: an employment or its money ends"),
    ),
]
NAMES = tuple(kind.name for kind in KINDS)
