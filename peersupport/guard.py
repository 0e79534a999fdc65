"""The last look before the doors open: web, worker and beat refuse to start on an unsafe machine, and say why."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.accounts.models import User
from peersupport.shared.checks import public_demo, unsafe_settings


def refuse_unsafe() -> None:
    """Raise ImproperlyConfigured with every reason at once, one a line.

    Called where the product starts to serve, never by manage.py: a machine that is being set up can be repaired.
    """
    reasons = [*(public_demo() if settings.DEMO else unsafe_settings()), *unsafe_database()]
    if reasons:
        raise ImproperlyConfigured("\n".join(["This does not start, because:", *(f"- {reason}" for reason in reasons)]))


def unsafe_database() -> list[str]:
    """What is wrong with the database role and with what is in the database. No answer is a reason too.

    A demo has demo accounts. Its role is held to the same as in production, so that what it shows is what holds there.
    """
    try:
        with acting_as(SYSTEM), connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
            [(is_superuser, goes_past_policies)] = cursor.fetchall()
            has_demo_accounts = not settings.DEMO and User.objects.filter(is_demo=True).exists()
    except Error as problem:
        return [f"The database cannot be asked ({type(problem).__name__}): is it there, and is it migrated?"]
    finally:
        connection.close()  # a worker forks after this, and two processes must not share a connection
    wrong = {
        "The database role is a superuser: give the product a role of its own": is_superuser,
        "The database role has BYPASSRLS: no policy would hold for it": goes_past_policies,
        "There are demo accounts in the database, and their password was printed: use an empty one": has_demo_accounts,
    }
    return [reason for reason, is_so in wrong.items() if is_so]
