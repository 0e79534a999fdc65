"""The summing-up interview: that it was held, and with whom. Never what was said."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit.status import WrongStatus
from peersupport.shared.refusals import Refused
from training import selectors
from training.actions import in_course
from training.models import Participation, SummingUp


@transaction.atomic
def note(*, participation: Participation, held_on: date, held_by: User, by: User, at: datetime) -> None:
    """Note that the interview was held. Noted twice, what was noted first stays.

    Raises NotInTheCourse, and Refused beside held_on and held_by.
    """
    row = in_course.locked(participation)
    if held_on > timezone.localtime(at).date():
        raise Refused(_("Choose a day that has come."), field="held_on")
    if held_on < row.cohort.starts_on:
        raise Refused(_("Choose a day after the course began."), field="held_on")
    if not selectors.may_sum_up(cohort=row.cohort, by=by).filter(pk=held_by.pk).exists():
        raise Refused(_("Choose one of the cohort's leaders, or yourself."), field="held_by")
    noted = {"held_on": held_on, "held_by": held_by, "noted_at": at, "noted_by": by}
    SummingUp.objects.get_or_create(participation=row, defaults=noted)


@transaction.atomic
def take_back(*, participation: Participation) -> None:
    """It was noted by mistake. Raises NotInTheCourse, and WrongStatus once a certificate builds on it."""
    row = in_course.locked(participation)
    if row.status == Participation.Status.CERTIFIED:
        raise WrongStatus(_("The certificate is issued, so this stays as it is."))
    SummingUp.objects.filter(participation=row).delete()
