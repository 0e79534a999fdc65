"""What every view shares: refusals in the right place, and one way to page a list."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from peersupport.shared.refusals import Refused

T = TypeVar("T")


@contextmanager
def refusals_as_messages(request: HttpRequest) -> Iterator[None]:
    """For one-button posts: a refusal becomes a message on the next page."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, refusal.message)


def confirm(request: HttpRequest, *, title: str, text: str, submit: str, back: str) -> HttpResponse:
    """The page before what can't be undone: what it means, and one button that says it. The POST is the view's own."""
    context = {"title": title, "text": text, "submit": submit, "back": back}
    return render(request, "confirm.html", context)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the data of a POST, even an empty one; None on a first visit."""
    return request.POST if request.method == "POST" else None


def act(form: Form, action: Callable[..., object], /, **arguments) -> bool:
    """Call ``action`` and put a refusal beside the form's field; true when the action was done.

    The action is one transaction of its own, so a refusal leaves nothing half written.
    """
    try:
        action(**arguments)
    except Refused as refusal:
        _beside_its_field(form, refusal)
        return False
    return True


def made(form: Form, action: Callable[..., T], /, **arguments) -> T | None:
    """As :func:`act`, for an action that makes something: what it made, or None when it refused."""
    try:
        return action(**arguments)
    except Refused as refusal:
        _beside_its_field(form, refusal)
        return None


def _beside_its_field(form: Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
