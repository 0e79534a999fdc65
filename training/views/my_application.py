"""The applicant's own page, opened by the link in their letters: where it stands, and what they can do."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from peersupport.accounts.access import public
from peersupport.documents import calendars
from peersupport.links.onetime import LinkSpent
from peersupport.shared import signing
from peersupport.shared.limits import too_often
from peersupport.shared.views import act, posted, refusals_as_messages
from training import selectors
from training.actions import applications, consents, interviews, pages
from training.forms.apply import ChooseTime
from training.letters import interview_file
from training.models import Application, InterviewTime
from training.selectors import Door

PER_HOUR = 240
GONE, TOO_MANY_REQUESTS = 410, 429


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one applicant's own: ``view`` gets the application and the link's token."""

    @never_cache
    @public
    @wraps(view)
    def wrapper(request: HttpRequest, token: str, **more) -> HttpResponse:
        if too_often(request, "my-application", limit=PER_HOUR, seconds=3600):
            return render(request, "429.html", status=TOO_MANY_REQUESTS)
        try:
            found = pages.behind(token=token, at=timezone.now())
        except LinkSpent:
            return render(request, "training/my_application_unknown.html", status=GONE)
        return view(request, found, token, **more)

    return wrapper


@by_link
def my_application(request: HttpRequest, found: Application, token: str) -> HttpResponse:
    """Where the application stands, and a time for the interview where one is to be chosen. Looking changes nothing."""
    seen = selectors.my_application(application=found, at=timezone.now())
    form = ChooseTime(posted(request), times=seen.times)
    if form.is_valid():
        if act(form, interviews.choose, application=found, **form.cleaned_data, at=timezone.now()):
            messages.success(request, _("The time is booked. We have sent you a letter about it."))
            return redirect("training:my_application", token=token)
        seen = selectors.my_application(application=found, at=timezone.now())
    context = {"application": found, "seen": seen, "form": form, "token": token, "door": Door.by_link(token)}
    return render(request, "training/my_application.html", {**context, "badges": signing.is_possible()})


@by_link
def my_application_ics(request: HttpRequest, found: Application, token: str) -> HttpResponse:  # noqa: ARG001 - the decorator's shape
    """The interview for a calendar."""
    time = get_object_or_404(InterviewTime, application=found)
    answer = HttpResponse(interview_file(time), content_type=calendars.MIME)
    answer["Content-Disposition"] = 'attachment; filename="mote.ics"'
    return answer


@by_link
def my_application_withdraw(request: HttpRequest, found: Application, token: str) -> HttpResponse:
    if request.method == "POST":
        with refusals_as_messages(request):
            applications.withdraw(application=found, at=timezone.now())
            messages.success(request, _("Your application is taken back."))
        return redirect("training:my_application", token=token)
    context = {
        "title": _("Take back your application?"),
        "text": _("We stop reading it, and erase what you wrote at once. This can't be undone."),
        "submit": _("Take it back"),
        "token": token,
    }
    if found.known_status == Application.Status.ADMITTED:
        context["title"], context["submit"] = _("Say no to your seat?"), _("Say no")
        context["text"] = _("The seat goes to somebody else. This can't be undone.")
    return render(request, "training/my_application_withdraw.html", context)


@by_link
@require_POST
def my_application_consent(request: HttpRequest, found: Application, token: str) -> HttpResponse:
    """A yes to one optional purpose, or its taking back: one button each."""
    action = consents.take_back if request.POST.get("answer") == "no" else consents.give
    with refusals_as_messages(request):
        action(application=found, purpose=request.POST.get("purpose", ""), at=timezone.now())
        messages.success(request, _("Saved."))
    return redirect("training:my_application", token=token)


@by_link
@require_POST
def my_application_reserve(request: HttpRequest, found: Application, token: str) -> HttpResponse:
    """Still wants to stand in reserve."""
    with refusals_as_messages(request):
        applications.renew_reserve(application=found, at=timezone.now())
        messages.success(request, _("You stand in reserve for another year."))
    return redirect("training:my_application", token=token)
