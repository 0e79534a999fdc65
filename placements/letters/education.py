"""Letters to those who go to a course or a network meeting: when and where, never what it is about."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peersupport.documents import calendars
from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft
from peersupport.letters.registry import Attachment, Kind, nothing_attached
from placements.models import Education, SignUp

AHEAD_DAYS = 3


def placed(education: Education, sign_ups: Iterable[SignUp]) -> Iterator[Draft]:
    """The place that you waited for is yours."""
    for one in sign_ups:
        yield from _draft(PLACED, one, education, occasion=one.signed_up_at.isoformat())


def changed(education: Education, sign_ups: Iterable[SignUp]) -> Iterator[Draft]:
    """Another time, or another place."""
    for one in sign_ups:
        yield from _draft(CHANGED, one, education, occasion=str(education.version))


def called_off(education: Education, sign_ups: Iterable[SignUp]) -> Iterator[Draft]:
    """It isn't held."""
    for one in sign_ups:
        yield from _draft(CALLED_OFF, one, education, occasion="")


def _draft(kind: Kind, one: SignUp, education: Education, *, occasion: str) -> Iterator[Draft]:
    """Nothing to somebody who can't be reached: an account that is closed, no address."""
    person = one.person
    to = {"user": person.user} if person.user and person.user.is_active else {"address": person.email}
    if any(to.values()):
        yield Draft(kind=kind.name, subject_id=one.pk, occasion=occasion, expires_at=_until(education.starts_at), **to)


def _until(starts_at: datetime) -> datetime:
    return starts_at - timedelta(minutes=1)


def soon(on: date) -> QuerySet:
    """Those with a place in what is held in three days, or sooner where nobody was told in time."""
    first, last = on + timedelta(days=1), on + timedelta(days=AHEAD_DAYS)
    going = SignUp.objects.placed().filter(
        education__status=Education.Status.OPEN, education__starts_at__date__range=(first, last)
    )
    return going.values(
        subject_id=F("pk"),
        user_id=F("person__user"),
        address=F("person__email"),
        occasion=Value("soon"),
        expires_on=F("education__starts_at__date"),
    )


def _still(status: str):
    """Of these sign-ups, those with a place, in an education of this status."""

    def still_wanted(ids: set[int]) -> set[int]:
        rows = SignUp.objects.filter(pk__in=ids, education__status=status)
        return set(rows.exclude(status=SignUp.Status.WITHDRAWN).values_list("pk", flat=True))

    return still_wanted


def _with_a_place(ids: set[int]) -> set[int]:
    rows = SignUp.objects.placed().filter(pk__in=ids, education__status=Education.Status.OPEN)
    return set(rows.values_list("pk", flat=True))


def _when_and_where(letter: Letter) -> dict:
    one = _about(letter)
    education = one.education
    page = reverse("placements:education", args=[education.pk])
    return {
        "starts_at": timezone.localtime(education.starts_at),
        "ends_at": timezone.localtime(education.ends_at),
        "place": education.place,
        "link": settings.SITE_URL + page if letter.user_id else "",
    }


def _for_the_calendar(letter: Letter) -> list[Attachment]:
    """Moves the meeting that a calendar has already: a change raises the version."""
    education = _about(letter).education
    minutes = int((education.ends_at - education.starts_at).total_seconds() // 60)
    file = calendars.meeting(
        uid=f"education-{education.pk}",
        starts_at=education.starts_at,
        minutes=minutes,
        summary=_("Meeting"),
        sequence=education.version,
        stamp=letter.created_at,
    )
    return [Attachment("mote.ics", file, calendars.MIME)]


def _about(letter: Letter) -> SignUp:
    return SignUp.objects.select_related("education").get(pk=letter.subject_id)


def _seen(membership) -> QuerySet:
    return SignUp.objects.visible_to(membership).values("pk")


def _kind(name: str, label, still_wanted, *, attachments=nothing_attached, due=None) -> Kind:
    return Kind(
        name=name,
        template=f"placements/{name}",
        values=frozenset(),
        still_wanted=still_wanted,
        context=_when_and_where,
        attachments=attachments,
        may_see=_seen,
        due=due,
        label=label,
    )


PLACED = _kind(
    "education_placed", gettext_lazy("A place that was waited for"), _with_a_place, attachments=_for_the_calendar
)
CHANGED = _kind(
    "education_changed",
    gettext_lazy("Another time or place for a meeting"),
    _still(Education.Status.OPEN),
    attachments=_for_the_calendar,
)
CALLED_OFF = _kind("education_called_off", gettext_lazy("A meeting is called off"), _still(Education.Status.CALLED_OFF))
SOON = _kind(
    "education_soon", gettext_lazy("Reminder: a meeting soon"), _with_a_place, attachments=_for_the_calendar, due=soon
)
KINDS = [PLACED, CHANGED, CALLED_OFF, SOON]
