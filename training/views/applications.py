"""One application, as its admission group sees it: read, assess, invite, decide."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.refusals import Refused
from peersupport.shared.views import act, posted, refusals_as_messages
from training import selectors
from training.actions import admission, interviews, papers
from training.actions import applications as actions
from training.forms.admission import Admit, Assess, InterviewNote, Reject
from training.models import Application, Paper
from training.rules import CRITERIA


@requires(Permission.APPLICATION_ASSESS)
def application(request: HttpRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    rejecting = "reason" in request.POST
    admit = Admit(None if rejecting else posted(request), application=found)
    reject = Reject(posted(request) if rejecting else None)
    if _decide(request, found, reject if rejecting else admit, rejecting=rejecting):
        return redirect("training:applications", pk=found.cohort_id)
    seen = selectors.admission_of(application=found, user=request.user, at=timezone.now())
    context = {"application": found, "seen": seen, "admit": admit, "reject": reject}
    return render(request, "training/application.html", context)


def _decide(request: HttpRequest, found: Application, form, *, rejecting: bool) -> bool:
    if not form.is_valid():
        return False
    action = actions.reject if rejecting else actions.admit
    if not act(form, action, application=found, **form.cleaned_data, by=request.user, at=timezone.now()):
        return False
    done = _("The person was not admitted.") if rejecting else _("The person is admitted.")
    messages.success(request, done + " " + _("They don't know yet: send the answers from the list."))
    return True


@requires(Permission.APPLICATION_ASSESS)
@require_POST
def application_reserve(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, actions.keep_in_reserve, _("The person stands in reserve."))


@requires(Permission.APPLICATION_ASSESS)
@require_POST
def application_invite(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, interviews.invite, _("A letter asks them to choose a time."))


@requires(Permission.APPLICATION_ASSESS)
@require_POST
def application_step_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """For who knows the applicant."""
    return _step(request, pk, admission.step_aside, _("You have stepped aside. Somebody else assesses."))


@requires(Permission.APPLICATION_ASSESS)
def application_paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """A sealed text, opened. That it was read, when and by whom is kept."""
    found = _mine(request, pk)
    readable = selectors.readable_papers(application=found, user=request.user)
    paper = get_object_or_404(readable.select_related("written_by", "application"), pk=paper)
    try:
        text = papers.read(paper=paper, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("training:application", pk=pk)
    context = {"application": found, "paper": paper, "text": text}
    if paper.kind == Paper.Kind.ASSESSMENT:
        kept, said = json.loads(text), dict(Application.Answer.choices)
        context["criteria"] = [(words, said.get(kept["criteria"].get(name))) for name, words in CRITERIA.items()]
        context["text"] = kept["note"]
    return render(request, "training/application_paper.html", context)


@requires(Permission.APPLICATION_ASSESS)
def application_assess(request: HttpRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    form = Assess(posted(request))
    if form.is_valid():
        given = {"opinion": form.cleaned_data["opinion"], "note": form.cleaned_data["note"]}
        who = {"by": request.user, "at": timezone.now()}
        if act(form, admission.assess, application=found, criteria=form.criteria(), **given, **who):
            messages.success(request, _("Your assessment is saved. You can read what others have written."))
            return redirect("training:application", pk=pk)
    context = {"application": found, "form": form}
    return render(request, "training/application_assess.html", context)


@requires(Permission.APPLICATION_ASSESS)
def application_interviewed(request: HttpRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    form = InterviewNote(posted(request))
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and act(form, interviews.held, application=found, **form.cleaned_data, **who):
        messages.success(request, _("The interview is noted."))
        return redirect("training:application", pk=pk)
    return render(request, "training/application_interviewed.html", {"application": found, "form": form})


def _mine(request: HttpRequest, pk: int) -> Application:
    rows = Application.objects.visible_to(request.membership)
    return get_object_or_404(rows.select_related("cohort__programme", "seat", "decided_by"), pk=pk)


def _step(request: HttpRequest, pk: int, action, done: str) -> HttpResponse:
    found = _mine(request, pk)
    with refusals_as_messages(request):
        action(application=found, by=request.user, at=timezone.now())
        messages.success(request, done)
    return redirect("training:application", pk=pk)
