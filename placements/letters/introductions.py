"""Letters about introductions: that there is something to answer, never who or where."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.models import User
from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft
from peersupport.letters.registry import Kind
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from placements.models import Introduction

LINK = "placements.introduction"  # what the links in these letters are for
KEPT_FOR = timedelta(days=14)


def asked(row: Introduction) -> Draft | None:
    """To the person, with an account or by e-mail; None for who has neither: a coordinator speaks with them."""
    person = row.person
    if person.user_id is None and not person.email:
        return None
    to = {"user": person.user} if person.user_id else {"address": person.email}
    return Draft(kind=ASKED.name, subject_id=row.pk, occasion="", expires_at=row.proposed_at + KEPT_FOR, **to)


def somebody(row: Introduction, manager: User) -> Draft:
    """To the manager, once the person has said yes; each yes after a no is a letter of its own."""
    said_at = row.person_said_at
    return Draft(
        kind=SOMEBODY.name,
        subject_id=row.pk,
        occasion=said_at.isoformat(),
        user=manager,
        expires_at=said_at + KEPT_FOR,
    )


def _unanswered(ids: set[int]) -> set[int]:
    rows = Introduction.objects.open().filter(pk__in=ids, person_says="", person__special_at=None)
    return set(rows.values_list("pk", flat=True))


def _waits_for_the_workplace(ids: set[int]) -> set[int]:
    rows = Introduction.objects.open().filter(pk__in=ids, person_says=Introduction.Answer.YES, workplace_says="")
    return set(rows.values_list("pk", flat=True))


def _own_page(letter: Letter) -> dict:
    """With an account the page of all that is proposed; without one the link that opens this alone."""
    if letter.user_id:
        return {"link": settings.SITE_URL + reverse("placements:my_introductions")}
    link = OneTimeLink.objects.filter(purpose=LINK, subject_id=letter.subject_id, revoked_at=None).latest("pk")
    return {"link": settings.SITE_URL + reverse("placements:introduction_by_link", args=[onetime.token_of(link)])}


def _workplace(letter: Letter) -> dict:
    row = Introduction.objects.get(pk=letter.subject_id)
    return {"link": settings.SITE_URL + reverse("placements:workplace", args=[row.workplace_id])}


def _seen(membership) -> QuerySet:
    return Introduction.objects.visible_to(membership).values("pk")


ASKED = Kind(
    name="introduction_asked",
    template="placements/introduction_asked",
    values=frozenset(),
    still_wanted=_unanswered,
    context=_own_page,
    may_see=_seen,
    label=_("A workplace to get to know"),
)
SOMEBODY = Kind(
    name="introduction_somebody",
    template="placements/introduction_somebody",
    values=frozenset(),
    still_wanted=_waits_for_the_workplace,
    context=_workplace,
    may_see=_seen,
    label=_("Somebody wants to get to know a workplace"),
)
KINDS = [ASKED, SOMEBODY]
NAMES = tuple(kind.name for kind in KINDS)
