"""The public application: four steps on a code, each saved. No sign-in, and the answer never says who has applied."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from peersupport.accounts.access import public
from peersupport.shared.limits import too_often
from peersupport.shared.views import act, made, posted, refusals_as_messages
from training import selectors
from training.actions import drafts
from training.forms.apply import Contact, Letter, Practical, SendApplication
from training.models import Application
from training.selectors import Call

PER_HOUR = 240  # a whole course applying from one address passes; a machine doesn't
TOO_MANY_REQUESTS = 429
COOKIE = "application"  # opens the draft in this browser; gone when the browser is closed
STEPS = ("apply", "apply_letter", "apply_practical", "apply_send")


def step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the application: ``view`` gets the open call, its code as written, and the browser's draft or None."""

    @never_cache
    @public
    @wraps(view)
    def wrapper(request: HttpRequest, code: str) -> HttpResponse:
        if too_often(request, f"apply-{request.method}", limit=PER_HOUR, seconds=3600):
            return render(request, "429.html", status=TOO_MANY_REQUESTS)
        call = selectors.call_for(code)
        if call is None:
            raise Http404
        if not call.is_open:
            return render(request, "training/apply_closed.html")
        draft = drafts.behind(token=request.COOKIES.get(COOKIE, ""), call=call, at=timezone.now())
        return view(request, call, code, draft)

    return wrapper


def later_step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A step after the first one: without a draft there is nothing to go on with."""

    @step
    @wraps(view)
    def wrapper(request: HttpRequest, call: Call, code: str, draft: Application | None) -> HttpResponse:
        if draft is None:
            messages.info(request, _("There is nothing saved in this browser. Begin here."))
            return redirect("training:apply", code=code)
        return view(request, call, code, draft)

    return wrapper


@step
def apply(request: HttpRequest, call: Call, code: str, draft: Application | None) -> HttpResponse:
    """How we reach you."""
    form = Contact(posted(request), draft=draft)
    if form.is_valid():
        saved = _saved(form, code, draft)
        if saved is not None:
            return _go_on(code, saved, is_open_here=draft is not None)
    return _page(request, "apply", call, code, draft, form)


def _saved(form: Contact, code: str, draft: Application | None) -> Application | None:
    now, contact = timezone.now(), form.contact()
    if draft is not None:
        return draft if act(form, drafts.change_contact, draft=draft, at=now, **contact) else None
    begun = {"key": form.cleaned_data["key"], "code": code, "language": get_language()[:2], "at": now}
    return made(form, drafts.begin, **begun, **contact)


def _go_on(code: str, saved: Application, *, is_open_here: bool) -> HttpResponse:
    """To the next step, with what opens the draft. A form that comes again after sending leads to the thanks."""
    if saved.status != Application.Status.DRAFT:
        return redirect("training:apply_done", code=code)
    response = redirect("training:apply_letter", code=code)
    if is_open_here:
        return response
    response.set_cookie(
        COOKIE,
        drafts.token_for(saved, at=timezone.now()),
        path=f"/ansok/{code}/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@later_step
def apply_letter(request: HttpRequest, call: Call, code: str, draft: Application) -> HttpResponse:
    """In your own words."""
    form = Letter(posted(request), initial={"letter": drafts.letter_of(draft)})
    if form.is_valid() and act(form, drafts.write_letter, draft=draft, **form.cleaned_data, at=timezone.now()):
        return redirect("training:apply_practical", code=code)
    return _page(request, "apply_letter", call, code, draft, form)


@later_step
def apply_practical(request: HttpRequest, call: Call, code: str, draft: Application) -> HttpResponse:
    """Days, and work afterwards."""
    given = {"can_attend": draft.can_attend, "wants_half_time": draft.wants_half_time}
    form = Practical(posted(request), initial=given)
    if form.is_valid() and act(form, drafts.answer, draft=draft, **form.cleaned_data, at=timezone.now()):
        return redirect("training:apply_send", code=code)
    return _page(request, "apply_practical", call, code, draft, form)


@later_step
def apply_send(request: HttpRequest, call: Call, code: str, draft: Application) -> HttpResponse:
    """Check, agree and send."""
    version = call.cohort.programme.consent_version
    form = SendApplication(posted(request), initial={"consent_version": version})
    if form.is_valid():
        agreed = {"agreed": form.agreed(), "consent_version": form.cleaned_data["consent_version"]}
        if made(form, drafts.send, draft=draft, **agreed, at=timezone.now()):
            response = redirect("training:apply_done", code=code)
            response.delete_cookie(COOKIE, path=f"/ansok/{code}/")
            return response
    more = {"letter": drafts.letter_of(draft), "version": version}
    return _page(request, "apply_send", call, code, draft, form, **more)


@later_step
@require_POST
def apply_discard(request: HttpRequest, call: Call, code: str, draft: Application) -> HttpResponse:  # noqa: ARG001 - the decorator's shape
    """Throw away what was written, for example on somebody else's computer."""
    with refusals_as_messages(request):
        drafts.discard(draft=draft)
        messages.success(request, _("What you wrote is thrown away."))
    response = redirect("training:apply", code=code)
    response.delete_cookie(COOKIE, path=f"/ansok/{code}/")
    return response


@public
def apply_done(request: HttpRequest, code: str) -> HttpResponse:
    """The same page whoever applied, and however often: it says nothing about anybody."""
    if selectors.call_for(code) is None:
        raise Http404
    return render(request, "training/apply_done.html")


def _page(
    request: HttpRequest, name: str, call: Call, code: str, draft: Application | None, form, **more
) -> HttpResponse:
    number = STEPS.index(name) + 1
    context = {"call": call, "code": code, "draft": draft, "form": form, "step": number, "steps": len(STEPS), **more}
    if number > 1:
        context["back"] = STEPS[number - 2]
    return render(request, f"training/{name}.html", context)
