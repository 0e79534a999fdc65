"""What is noted of a participant takes somebody who is in the course."""

from django.utils.translation import gettext as _

from peersupport.shared.refusals import Refused
from training.models import Participation


class NotInTheCourse(Refused):
    """Somebody who has left the course, or said no to it."""


def locked(participation: Participation) -> Participation:
    """The row as stored now, held until the transaction ends. Raises NotInTheCourse."""
    row = Participation.objects.locked().get(pk=participation.pk)
    if row.status == Participation.Status.DROPPED_OUT:
        raise NotInTheCourse(_("The person isn't in the course any more."))
    return row
