"""Keep what a course needs to know of a participant."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Person
from peersupport.shared.refusals import Conflict, Refused
from training.actions import in_course
from training.models import CourseNeeds, Participation


@transaction.atomic
def tell(
    *,
    participation: Participation,
    version: int,
    food: str,
    access: str,
    contact_name: str,
    contact_phone: str,
    income_solved: str,
    by: User | None,
    at: datetime,
) -> None:
    """Keep what somebody needs, as they told it (``by`` None) or as it was noted for them.

    Raises NotInTheCourse, Conflict, and Refused beside contact_phone when nobody could be reached, or beside
    contact_name for somebody who is handled specially.
    """
    row = _of(participation)
    if row.version != version:
        raise Conflict(_("Somebody else has changed this while you did."))
    if (contact_name or contact_phone) and _is_special(participation):
        raise Refused(_("Nobody to phone is noted for this person. Leave both empty."), field="contact_name")
    if contact_name and not contact_phone:
        raise Refused(_("Enter a phone number too, or leave both empty."), field="contact_phone")
    told = {"food": food, "access": access, "contact_name": contact_name, "contact_phone": contact_phone}
    for name, value in {**told, "income_solved": income_solved, "told_at": at, "told_by": by}.items():
        setattr(row, name, value)
    row.version += 1
    row.save()


@transaction.atomic
def check_identity(*, participation: Participation, by: User, at: datetime) -> None:
    """Somebody showed who they are, in the room. That they did is kept, never a number. Twice it is the first time."""
    row = _of(participation)
    if row.identity_checked_at is None:
        row.identity_checked_at, row.identity_checked_by = at, by
        row.save(update_fields=["identity_checked_at", "identity_checked_by"])


def _is_special(participation: Participation) -> bool:
    """As it is now that the participation's row is held: who is handled specially while this waits is refused too."""
    return Person.objects.filter(pk=participation.person_id, special_at__isnull=False).exists()


def _of(participation: Participation) -> CourseNeeds:
    """The row, locked by its participation's, which is there already. Raises NotInTheCourse."""
    return CourseNeeds.objects.get_or_create(participation=in_course.locked(participation))[0]
