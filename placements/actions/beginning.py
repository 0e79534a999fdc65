"""What a placement takes before it begins: a certificate in force, and a workplace that is ready for it."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.models import Workplace
from programs.models import Cohort
from training.models import Certificate, Participation

PLANNED_AHEAD = timedelta(days=730)
SHORTEST_REASON = 15  # characters: enough for a sentence that somebody else understands a year later


class NotCertified(Refused):
    """Only somebody with a valid certificate is placed."""


class NotReady(Refused):
    """The workplace lacks something; it may be passed over with a written reason."""


def check_day(starts_on: date, *, on: date, course: Cohort) -> None:
    """Within two years, and not before the course was over: the paper may come later, the training comes first."""
    if starts_on < course.ends_on:
        words = _("The course ended on %(day)s. The first day can't be before that.")
        raise Refused(words % {"day": date_format(course.ends_on, "j F Y")}, field="starts_on")
    if starts_on > on + PLANNED_AHEAD:
        raise Refused(_("Choose a day within the next two years."), field="starts_on")


def check_ends(starts_on: date, *, employed_until: date | None, funded_until: date | None) -> None:
    """What the database holds too, said before it does."""
    words = _("It can't be before the first day.")
    if employed_until and employed_until < starts_on:
        raise Refused(words, field="employed_until")
    if funded_until and funded_until < starts_on:
        raise Refused(words, field="funded_until")


def check_certified(participation: Participation, *, on: date) -> None:
    """Raises NotCertified."""
    certificate = Certificate.objects.filter(participation=participation).first()
    if participation.status != Participation.Status.CERTIFIED or certificate is None or not certificate.is_valid(on):
        raise NotCertified(_("This person has no valid certificate, so they can't start yet."))


def override(
    workplace: Workplace, reason: str, *, is_planned: bool, is_asked_for: bool = False, by: User, at: datetime
) -> dict:
    """What to keep about passing over a workplace that isn't ready; nothing for a ready one. Raises NotReady.

    One that only is planned may be so without a reason: it waits for its workplace. ``is_asked_for``: something else is
    passed over, so there has to be a reason whatever the workplace is.
    """
    stops = selectors.what_stops(workplace)
    is_ready = not stops or (is_planned and not reason)
    if is_ready and not is_asked_for:
        return {}
    if not reason and is_asked_for:
        raise NotReady(_("Write why the person works more than full time."), field="override_reason")
    if not reason:
        words = _("The workplace isn't ready. Missing: %(what)s. To start all the same, write why.")
        raise NotReady(words % {"what": ", ".join(stops)}, field="override_reason")
    if len(reason) < SHORTEST_REASON:
        words = _("Write a whole sentence, at least %(n)s characters, so that others understand it later.")
        raise NotReady(words % {"n": SHORTEST_REASON}, field="override_reason")
    return {"override_reason": reason, "overridden_by": by, "overridden_at": at}
