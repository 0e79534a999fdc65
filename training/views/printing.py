"""All certificates of a cohort as one PDF: asked for, watched, and fetched by whoever asked."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.jobs.models import JobFile, LongJob
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from training import selectors
from training.actions import printing as actions

PART = "printing"  # what htmx asks for again and again: the id, and the partial inside the page


@requires(Permission.CERTIFICATE_ISSUE)
@require_POST
def certificates_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for it. Pressed twice, it is one PDF."""
    cohort = _cohort(request, pk)
    try:
        job = actions.ask(cohort=cohort, owner=request.membership.scope_name, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("training:certificates", pk=pk)
    return redirect("training:certificates_printing", pk=pk, job=job.pk)


@requires(Permission.CERTIFICATE_ISSUE)
def certificates_printing(request: HttpRequest, pk: int, job: int) -> HttpResponse:
    """How far it has come, and then the way to the file. To htmx only what changes."""
    cohort = _cohort(request, pk)
    found = get_object_or_404(asked_for(request, cohort), pk=job)
    context = {"cohort": cohort, "job": found, "file": _files(found).first()}
    part = f"#{PART}" if request.htmx.target == PART and not request.htmx.history_restore_request else ""
    return render(request, f"training/certificates_printing.html{part}", context)


@requires(Permission.CERTIFICATE_ISSUE)
def certificates_file(request: HttpRequest, pk: int, job: int) -> HttpResponse:
    """The file itself, to be saved. No cache keeps it (middleware), and we keep it for a day."""
    found = get_object_or_404(asked_for(request, _cohort(request, pk)), pk=job)
    file = get_object_or_404(_files(found).defer(None))
    answer = HttpResponse(bytes(file.content), content_type=file.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name)
    return answer


def asked_for(request: HttpRequest, cohort: Cohort) -> QuerySet:
    """What this membership has asked for of the cohort's certificates."""
    return LongJob.objects.visible_to(request.membership).filter(kind=actions.KIND, subject_id=cohort.pk)


def _cohort(request: HttpRequest, pk: int) -> Cohort:
    return get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)


def _files(job: LongJob) -> QuerySet:
    """Its file, without the bytes, while it is kept."""
    return JobFile.objects.filter(job=job, made_at__gt=timezone.now() - JobFile.KEPT).defer("content")
