"""Make an account: only an accepted invitation does, and the demo. And close one for good."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Refused


class AddressTaken(Refused):
    """Somebody has an account with this address already."""


@transaction.atomic
def create(
    *, email: str, given_name: str, family_name: str = "", password: str | None = None, is_demo: bool = False
) -> User:
    """A new account; without a password nobody can sign in to it until one is set by letter. Raises AddressTaken."""
    try:
        with transaction.atomic():
            return User.objects.create_user(
                email, password, given_name=given_name, family_name=family_name, is_demo=is_demo
            )
    except IntegrityError as error:
        raise AddressTaken(_("There is an account with this e-mail address already.")) from error


@transaction.atomic
def erase(*, user: User) -> None:
    """Close an account for good: whoever is signed in is out at once, and nothing says any more whose it was.

    The row stays, without name and address, for what was done with it.
    """
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    for kept in (sessions, Authenticator.objects.filter(user=user), EmailAddress.objects.filter(user=user)):
        kept.delete()
    erased = {**User.PERSONAL, "email": f"erased-{user.pk}@example.invalid"}  # an address is one account's alone
    User.objects.filter(pk=user.pk).update(**erased, is_active=False, password=make_password(None))


@transaction.atomic
def give_demo_password(password: str) -> None:
    """Make this the password of all demo accounts, if it isn't already: they share one, so one of them tells.

    Somebody who starts the demo with another DEMO_PASSWORD than before signs in with the one that is printed.
    """
    demo = User.objects.filter(is_demo=True).order_by("pk")
    one = demo.first()
    if one is not None and not one.check_password(password):
        demo.update(password=make_password(password))
