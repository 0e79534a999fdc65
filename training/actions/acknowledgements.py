"""A participant promises to follow the ethical guidelines: on their own page, or on a paper that a leader notes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit.status import WrongStatus
from peersupport.shared.refusals import Refused
from training import selectors
from training.actions import in_course
from training.models import Acknowledgement, Participation


class AnotherVersion(Refused):
    """The version that was read isn't the one that the certificate takes now."""


@transaction.atomic
def acknowledge(*, participation: Participation, version: int, by: User | None, at: datetime) -> None:
    """Keep that the guidelines, in the ``version`` (number) that was shown, will be followed. Twice is once.

    ``by`` is None where the participant says so themself. Raises NotInTheCourse and AnotherVersion.
    """
    row = in_course.locked(participation)
    asked = selectors.guidelines_of(participation=row)
    if asked is None or asked.number != version:
        raise AnotherVersion(_("There is another version of the guidelines now. Read it before you go on."))
    said = {"acknowledged_at": at, "acknowledged_by": by}
    Acknowledgement.objects.get_or_create(participation=row, guidelines=asked, defaults=said)


@transaction.atomic
def take_back(*, participation: Participation) -> None:
    """What was noted from a paper was a mistake; what a participant has said themself stays.

    Raises NotInTheCourse, and WrongStatus once a certificate builds on it.
    """
    row = in_course.locked(participation)
    if row.status == Participation.Status.CERTIFIED:
        raise WrongStatus(_("The certificate is issued, so this stays as it is."))
    row.acknowledgements.filter(acknowledged_by__isnull=False).delete()
