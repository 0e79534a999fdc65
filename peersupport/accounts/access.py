"""May this role do it (requires), and in whose name is this transaction (acting_as)?

Which rows somebody sees is each model's ``visible_to(membership)``. Wrong role: 403. A row that isn't yours: 404.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Protocol

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from peersupport.accounts.permissions import GRANTS, Permission

LOCK_TIMEOUT = "3s"
SIGNED_IN = "signed in"  # what a view requires that is about one's own account


class Scope(Protocol):
    """In whose name rows are read and written: a membership, or one of the two below."""

    @property
    def scope_name(self) -> str: ...


@dataclass(frozen=True)
class NamedScope:
    scope_name: str


PUBLIC = NamedScope("public")  # a page that nobody signed in to: an application, a certificate check
SYSTEM = NamedScope("system")  # a task or a command


@contextmanager
def acting_as(scope: Scope) -> Iterator[None]:
    """One transaction in somebody's name. Locks are waited for three seconds, then given up (a 409 page).

    The name is set for this transaction only, so that it can never leak to the next one on the same connection.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('app.scope', %s, true), set_config('lock_timeout', %s, true)",
                [scope.scope_name, LOCK_TIMEOUT],
            )
        yield


def requires(permission: Permission):
    """A view for signed-in people whose acting membership has ``permission``; the whole view is one transaction."""

    def decorate(view):
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            membership = request.membership
            if membership is None or permission not in GRANTS[membership.role]:
                raise PermissionDenied
            with acting_as(membership):
                return view(request, *args, **kwargs)

        wrapper.requires = permission
        return wrapper

    return decorate


def public(view):
    """A view that anybody may open, signed in or not; the whole view is one transaction in nobody's name."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        with acting_as(PUBLIC):
            return view(request, *args, **kwargs)

    wrapper.requires = None
    return login_not_required(wrapper)


def signed_in(view):
    """A view about one's own account, whatever the role."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        with acting_as(request.membership or NamedScope(f"user:{request.user.pk}")):
            return view(request, *args, **kwargs)

    wrapper.requires = SIGNED_IN
    return wrapper


def signed_in_without_transaction(view):
    """For a view that calls another of ours, which opens the transaction."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    wrapper.requires = SIGNED_IN
    return wrapper
