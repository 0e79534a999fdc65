"""Make an account. Only an accepted invitation does, and the demo."""

from django.contrib.auth.hashers import make_password
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
def give_demo_password(password: str) -> None:
    """Make this the password of all demo accounts, if it isn't already: they share one, so one of them tells.

    Somebody who starts the demo with another DEMO_PASSWORD than before signs in with the one that is printed.
    """
    demo = User.objects.filter(is_demo=True).order_by("pk")
    one = demo.first()
    if one is not None and not one.check_password(password):
        demo.update(password=make_password(password))
