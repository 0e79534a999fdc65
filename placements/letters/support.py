"""To whoever is asked to get in touch: that somebody asks, never who or why."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import F, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft
from peersupport.letters.registry import Kind
from placements.models import SupportRequest

KEPT_FOR = timedelta(days=7)
REMINDED_FOR = timedelta(days=7)  # after that, whoever asked has been told to ask somebody else


def asked(request: SupportRequest) -> Draft:
    expires_at = request.asked_at + KEPT_FOR
    return Draft(kind=ASKED.name, subject_id=request.pk, occasion="", user=request.to.user, expires_at=expires_at)


def still_waiting(on: date) -> QuerySet:
    """What was asked before today and has no answer: once more, the day after."""
    rows = SupportRequest.objects.open().filter(asked_at__date__range=(on - REMINDED_FOR, on - timedelta(days=1)))
    return rows.filter(to__ended_at=None).values(
        subject_id=F("pk"),
        user_id=F("to__user"),
        occasion=Value("waits"),
        expires_on=F("asked_at__date") + REMINDED_FOR,
    )


def _open(ids: set[int]) -> set[int]:
    rows = SupportRequest.objects.open().filter(pk__in=ids, to__ended_at=None)
    return set(rows.values_list("pk", flat=True))


def _page(letter: Letter) -> dict:
    return {"link": settings.SITE_URL + reverse("placements:support_request", args=[letter.subject_id])}


def _seen(membership) -> QuerySet:
    return SupportRequest.objects.visible_to(membership).values("pk")


def _kind(name: str, label, due=None) -> Kind:
    return Kind(
        name=name,
        template=f"placements/{name}",
        values=frozenset(),
        still_wanted=_open,
        context=_page,
        may_see=_seen,
        due=due,
        label=label,
    )


ASKED = _kind("support_asked", _("Somebody asks to be contacted"))
WAITS = _kind("support_waits", _("Reminder: somebody asks to be contacted"), due=still_waiting)
KINDS = [ASKED, WAITS]
NAMES = tuple(kind.name for kind in KINDS)
