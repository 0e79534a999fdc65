"""What an applicant agrees to: given and taken back by themself, one purpose at a time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.directory.models import Person
from peersupport.privacy.models import Consent
from peersupport.shared.refusals import Refused
from training.models import Application, ApplicationConsent, Participation


@transaction.atomic
def give(*, application: Application, purpose: str, at: datetime) -> None:
    """A yes to what is optional, in the text that is in force. Given twice it is one. Raises Refused."""
    row = _open(application, purpose)
    text = {"text_version": ApplicationConsent.VERSIONS[purpose], "language": row.language, "given_at": at}
    given = ApplicationConsent(application=row, purpose=purpose, **text)
    ApplicationConsent.objects.bulk_create([given], ignore_conflicts=True)
    if person := _person(row):
        Consent.objects.bulk_create([Consent(person=person, purpose=purpose, **text)], ignore_conflicts=True)


@transaction.atomic
def take_back(*, application: Application, purpose: str, at: datetime) -> None:
    """No more of this purpose, from now on. The one that the training rests on ends with the application."""
    row = _open(application, purpose)
    ApplicationConsent.objects.filter(application=row, purpose=purpose, withdrawn_at=None).update(withdrawn_at=at)
    if person := _person(row):
        Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).update(withdrawn_at=at)


def end_all(application: Application, *, at: datetime) -> None:
    """Nothing is agreed to any more; as a person in the register too, unless another participation rests on it."""
    ApplicationConsent.objects.filter(application=application, withdrawn_at=None).update(withdrawn_at=at)
    person = _person(application)
    if person is None:
        return
    others = Participation.objects.present_in_course().filter(person=person).exclude(application=application)
    if not others.exists():
        Consent.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=at)


def _person(application: Application) -> Person | None:
    """Whom the applicant is in the register, once they are admitted."""
    sitting = Participation.objects.filter(application=application).select_related("person").first()
    return sitting and sitting.person


def _open(application: Application, purpose: str) -> Application:
    if purpose not in ApplicationConsent.VERSIONS:
        raise Refused(_("That can't be changed here."))
    row = Application.objects.locked().get(pk=application.pk)
    if row.known_status not in Application.COUNTING:
        raise Refused(_("The application is over."))
    return row
