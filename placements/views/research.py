"""Research: what is asked for, the decision about it, and its files, for the two who stand for them."""

import uuid

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission, Role
from peersupport.jobs.models import JobFile, LongJob
from peersupport.shared import paging
from peersupport.shared.refusals import Refused
from peersupport.shared.views import made, posted, refusals_as_messages, render_list, to_save
from placements.actions import research as actions
from placements.actions import research_file as files
from placements.forms.research import AskForResearch
from placements.models import ResearchExport, ResearchRequest

PART = "making"  # what htmx asks for again and again: the id, and the partial inside the page


@requires(Permission.RESEARCH_SEE)
def research_requests(request: HttpRequest) -> HttpResponse:
    rows = ResearchRequest.objects.visible_to(request.membership).order_by("-asked_at", "pk")
    context = {
        "page": paging.page(request, rows),
        "may_ask": request.membership.may(Permission.RESEARCH_ASK),
        "crumbs": _crumbs()[:1],
    }
    return render_list(request, "placements/research_requests.html", context)


@requires(Permission.RESEARCH_ASK)
def research_new(request: HttpRequest) -> HttpResponse:
    """A region asks for its own people's, the nation for everybody's."""
    host = None if request.membership.role == Role.NATIONAL_COORDINATOR else request.membership.organisation
    form = AskForResearch(posted(request), initial={"key": uuid.uuid4()})
    if form.is_valid():
        asked = made(form, actions.ask, host=host, by=request.user, at=timezone.now(), **form.cleaned_data)
        if asked:
            messages.success(request, _("It is noted. Somebody else decides."))
            return redirect("placements:research_request", pk=asked.pk)
    context = {"form": form, "title": _("New request"), "crumbs": _crumbs()}
    return render(request, "placements/titled_form.html", context)


@requires(Permission.RESEARCH_SEE)
def research_request(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked for and what became of it; a POST decides (``answer``: approved or declined) or stops it."""
    found = get_object_or_404(_seen(request).select_related("asked_by", "decided_by", "host"), pk=pk)
    if request.method == "POST":
        _answer(request, found)
        return redirect("placements:research_request", pk=pk)
    now = timezone.now()
    is_mine = found.is_of(request.user)
    context = {
        "asked": found,
        "exports": found.exports.prefetch_related("fetches__fetched_by").order_by("-made_at")[:20],
        "may_decide": _may_decide(request, found),
        "may_make": is_mine and found.gives_files(timezone.localdate(now)),
        "may_stop": is_mine and found.status in (found.Status.WAITING, found.Status.APPROVED),
        "is_over": found.status == found.Status.APPROVED and not found.gives_files(timezone.localdate(now)),
        "job": _jobs(request, found).still_of_use(now).newest().first(),
        "crumbs": _crumbs(),
    }
    return render(request, "placements/research_request.html", context)


@requires(Permission.RESEARCH_SEE)
@require_POST
def research_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a file. Pressed twice, it is one."""
    found = _mine(request, pk)
    try:
        job = files.ask(request=found, owner=request.membership.scope_name, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("placements:research_request", pk=pk)
    return redirect("placements:research_making", pk=pk, job=job.pk)


@requires(Permission.RESEARCH_SEE)
def research_making(request: HttpRequest, pk: int, job: int) -> HttpResponse:
    """How far it has come, and then the way to the file. To htmx only what changes."""
    asked = _mine(request, pk)
    found = get_object_or_404(_jobs(request, asked), pk=job)
    context = {"asked": asked, "job": found, "file": _files(found).first(), "crumbs": _crumbs(asked)}
    part = f"#{PART}" if request.htmx.target == PART and not request.htmx.history_restore_request else ""
    return render(request, f"placements/research_making.html{part}", context)


@requires(Permission.RESEARCH_SEE)
@reauthentication_required
def research_file(request: HttpRequest, pk: int, job: int) -> HttpResponse:
    """The file itself, for one who has just said again who they are. That they fetch it is kept."""
    found = get_object_or_404(_jobs(request, _mine(request, pk)), pk=job)
    file = get_object_or_404(_files(found).defer(None))
    export = get_object_or_404(ResearchExport, job=found)
    try:
        files.hand_over(export=export, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("placements:research_request", pk=pk)
    return to_save(bytes(file.content), media_type=file.media_type, name=file.name)


def _answer(request: HttpRequest, found: ResearchRequest) -> None:
    answer = request.POST.get("answer", "")
    with refusals_as_messages(request):
        if answer in actions.DECISIONS and request.membership.may(Permission.RESEARCH_DECIDE):
            actions.decide(request=found, outcome=answer, by=request.user, at=timezone.now())
            messages.success(request, _("Your decision is saved."))
        elif answer == found.Status.STOPPED and found.is_of(request.user):
            actions.stop(request=found, by=request.user, at=timezone.now())
            messages.success(request, _("Stopped. No more files are handed over."))


def _may_decide(request: HttpRequest, found: ResearchRequest) -> bool:
    waits = found.status == found.Status.WAITING and found.asked_by_id != request.user.pk
    return waits and request.membership.may(Permission.RESEARCH_DECIDE)


def _seen(request: HttpRequest) -> QuerySet[ResearchRequest]:
    return ResearchRequest.objects.visible_to(request.membership)


def _mine(request: HttpRequest, pk: int) -> ResearchRequest:
    """One that whoever asks stands for: they noted it, or approved it."""
    return get_object_or_404(_seen(request).stood_for_by(request.user), pk=pk)


def _jobs(request: HttpRequest, found: ResearchRequest) -> QuerySet[LongJob]:
    return LongJob.objects.visible_to(request.membership).filter(kind=files.KIND, subject_id=found.pk)


def _files(job: LongJob) -> QuerySet[JobFile]:
    """Its file, without the bytes, while it is kept."""
    return JobFile.objects.filter(job=job, made_at__gt=timezone.now() - JobFile.KEPT).defer("content")


def _crumbs(*above: ResearchRequest) -> list[tuple[str, str]]:
    steps = [(row.decision_number, reverse("placements:research_request", args=[row.pk])) for row in above]
    return [
        (_("Results"), reverse("placements:outcomes")),
        (_("Research"), reverse("placements:research_requests")),
        *steps,
    ]
