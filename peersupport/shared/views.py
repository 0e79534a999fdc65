"""What every view shares: refusals in the right place, and one way to page a list."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from peersupport.shared.refusals import Refused


@contextmanager
def refusals_as_messages(request: HttpRequest) -> Iterator[None]:
    """For one-button posts: a refusal becomes a message on the next page."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, refusal.message)


def act(form: Form, action, **arguments) -> bool:
    """Call ``action`` and put a refusal beside the form's field; true when the action was done.

    The action is one transaction of its own, so a refusal leaves nothing half written.
    """
    try:
        action(**arguments)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True
