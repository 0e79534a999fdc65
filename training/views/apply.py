"""The public application page."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from peersupport.accounts.access import public
from peersupport.shared.limits import too_often
from peersupport.shared.views import act, posted
from training import selectors
from training.actions import applications
from training.forms.applications import Apply

PER_HOUR = 60  # a whole course applying from one address passes; a machine doesn't
TOO_MANY_REQUESTS = 429


@never_cache
@public
def apply(request: HttpRequest, code: str) -> HttpResponse:
    if too_often(request, f"apply-{request.method}", limit=PER_HOUR, seconds=3600):
        return render(request, "429.html", status=TOO_MANY_REQUESTS)
    call = selectors.call_for(code)
    if call is None:
        raise Http404
    if not call.is_open:
        return render(request, "training/apply_closed.html")
    version = call.cohort.programme.consent_version
    form = Apply(posted(request), initial={"key": uuid.uuid4(), "consent_version": version})
    if form.is_valid() and _received(form, code):
        return redirect("training:apply_done", code=code)
    return render(request, "training/apply.html", {"call": call, "form": form, "version": version})


def _received(form: Apply, code: str) -> bool:
    answers = {name: value for name, value in form.cleaned_data.items() if name != "consent"}
    return act(form, applications.apply, code=code, **answers, language=get_language()[:2], at=timezone.now())


@public
def apply_done(request: HttpRequest, code: str) -> HttpResponse:
    """The same page whoever applied, and however often: it says nothing about anybody."""
    if selectors.call_for(code) is None:
        raise Http404
    return render(request, "training/apply_done.html")
