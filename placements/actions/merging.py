"""An organisation goes up in another: its open workplaces and whom it employs follow."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.directory.models import Organisation
from peersupport.shared.refusals import Refused
from placements.actions.workplaces import is_about
from placements.models import Placement, Workplace


def move(old: Organisation, new: Organisation) -> None:
    """Called in the transaction of the merge. What is closed or ended stays with ``old``. Raises Refused."""
    try:
        with transaction.atomic():
            Workplace.objects.filter(owner=old).exclude(status=Workplace.Status.CLOSED).update(owner=new)
    except IntegrityError as error:
        if not is_about(error, "workplace_name_once_per_owner"):
            raise
        raise Refused(_("Both run a workplace of the same name. Close one of them first."), field="into") from None
    Placement.objects.open().filter(employer=old).update(employer=new)
