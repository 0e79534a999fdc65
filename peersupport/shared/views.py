"""What every view shares: refusals in the right place, and one way to answer with a list."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header

from peersupport.shared.forms import show_now
from peersupport.shared.refusals import Conflict, Refused

T = TypeVar("T")
RESULTS = "results"  # the id of the element that holds a page's list, and the name of the partial inside it
DECIDES_HOW_MUCH = ("HX-Request", "HX-Target", "HX-History-Restore-Request")


@contextmanager
def refusals_as_messages(request: HttpRequest) -> Iterator[None]:
    """For one-button posts: a refusal becomes a message on the next page."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, refusal.message)


def render_list(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    """A page with a list; to htmx, when it fills that list, only what changes: rows, filter, how many there are.

    ``template`` has the partial RESULTS; ``context`` holds the list's ``page``, and ``filters`` where links choose.
    """
    if fills_results(request):
        response = render(request, "parts/list_answer.html", {**context, "results": f"{template}#{RESULTS}"})
    else:
        response = render(request, template, context)
    patch_vary_headers(response, DECIDES_HOW_MUCH)
    return response


def fills_results(request: HttpRequest) -> bool:
    """Whether the answer goes into the page's list. Going back in the history asks for the page, however it asks."""
    return request.htmx.target == RESULTS and not request.htmx.history_restore_request


def confirm(request: HttpRequest, *, title: str, text: str, submit: str, back: str) -> HttpResponse:
    """The page before what can't be undone: what it means, and one button that says it. The POST is the view's own."""
    context = {"title": title, "text": text, "submit": submit, "back": back}
    return render(request, "confirm.html", context)


def to_save(content: bytes, *, media_type: str, name: str) -> HttpResponse:
    """A file as something to save and never to show: nothing in it runs on our pages."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the data of a POST, even an empty one; None on a first visit."""
    return request.POST if request.method == "POST" else None


def act(form: Form, action: Callable[..., object], /, *, now: Callable[[], dict] | None = None, **arguments) -> bool:
    """Call ``action`` and put a refusal beside the form's field; true when the action was done.

    The action is one transaction of its own, so a refusal leaves nothing half written. After a Conflict, ``now`` reads
    the form's initial values anew: they are shown beside what was typed, and to save again is to decide.
    """
    try:
        action(**arguments)
    except Refused as refusal:
        _beside_its_field(form, refusal)
        if now is not None and isinstance(refusal, Conflict):
            show_now(form, now())
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
