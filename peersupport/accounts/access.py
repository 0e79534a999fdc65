"""May this role do it (requires), and in whose name is this transaction (acting_as)?

Which rows somebody sees is each model's ``visible_to(membership)``. Wrong role: 403. A row that isn't yours: 404.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied

from peersupport.accounts.permissions import GRANTS, Permission
from peersupport.shared.acting import LOCK_TIMEOUT, PUBLIC, SYSTEM, NamedScope, Scope, acting_as

__all__ = [
    "LOCK_TIMEOUT",
    "PUBLIC",
    "SIGNED_IN",
    "SYSTEM",
    "NamedScope",
    "Scope",
    "acting_as",
    "public",
    "requires",
    "signed_in",
]

SIGNED_IN = "signed in"  # what a view requires that is about one's own account


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
