"""What an applicant agrees to: given and taken back by themself, one purpose at a time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.shared.refusals import Refused
from training.models import Application, ApplicationConsent


@transaction.atomic
def give(*, application: Application, purpose: str, at: datetime) -> None:
    """A yes to what is optional, in the text that is in force. Given twice it is one. Raises Refused."""
    row = _open(application, purpose)
    ApplicationConsent.objects.bulk_create(
        [
            ApplicationConsent(
                application=row,
                purpose=purpose,
                text_version=ApplicationConsent.VERSIONS[purpose],
                language=row.language,
                given_at=at,
            )
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def take_back(*, application: Application, purpose: str, at: datetime) -> None:
    """No more of this purpose, from now on. The one that the training rests on is taken back with the application."""
    row = _open(application, purpose)
    ApplicationConsent.objects.filter(application=row, purpose=purpose, withdrawn_at=None).update(withdrawn_at=at)


def _open(application: Application, purpose: str) -> Application:
    if purpose not in ApplicationConsent.VERSIONS:
        raise Refused(_("That can't be changed here."))
    row = Application.objects.locked().get(pk=application.pk)
    if row.status not in Application.COUNTING:
        raise Refused(_("The application is over."))
    return row
