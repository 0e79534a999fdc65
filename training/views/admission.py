"""A cohort's admission: its applications, its group, the times for interviews, and letting the answers out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.paging import page
from peersupport.shared.views import act, confirm, posted, refusals_as_messages, render_list
from programs.models import Cohort
from training import selectors
from training.actions import admission, applications, interviews
from training.forms.admission import AddAssessor, OfferTimes
from training.models import Application, Assessor, InterviewTime


@requires(Permission.APPLICATION_ASSESS)
def applications_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Those who set up the cohort see how many have come and who reads them; what has come, the group alone."""
    cohort = get_object_or_404(selectors.for_page(request.membership), pk=pk)
    if not cohort.is_managed and not cohort.is_assessed:
        raise Http404
    rows = selectors.applications_in(cohort=cohort, membership=request.membership)
    context = {
        "cohort": cohort,
        "page": page(request, rows),
        "group": selectors.group_of(cohort=cohort),
        "to_tell": Application.objects.visible_to(request.membership).to_tell().filter(cohort=cohort).count(),
        "asked": cohort.programme.assessors,
        "tab": "applications",
    }
    return render_list(request, "training/applications.html", context)


@requires(Permission.COHORT_MANAGE)
def assessors(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is in the admission group."""
    cohort = get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
    group = selectors.group_of(cohort=cohort)
    others = admission.candidates(cohort).exclude(pk__in=[row.user_id for row in group])
    form = AddAssessor(posted(request), candidates=others.order_by("given_name", "family_name", "pk"))
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and act(form, admission.join, cohort=cohort, **form.cleaned_data, **who):
        messages.success(request, _("They can read the applications now."))
        return redirect("training:assessors", pk=pk)
    context = {"cohort": cohort, "group": group, "form": form, "tab": "applications"}
    return render(request, "training/assessors.html", context)


@requires(Permission.COHORT_MANAGE)
@require_POST
def assessor_remove(request: HttpRequest, pk: int, assessor: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.managed_by(request.membership), pk=pk)
    found = get_object_or_404(Assessor.objects.open().select_related("user"), cohort=cohort, pk=assessor)
    admission.leave(cohort=cohort, user=found.user, by=request.user, at=timezone.now())
    messages.success(request, _("They no longer read the applications."))
    return redirect("training:assessors", pk=pk)


@requires(Permission.APPLICATION_ASSESS)
def interview_times(request: HttpRequest, pk: int) -> HttpResponse:
    """Times that applicants choose from, and who has which."""
    cohort = _assessed(request, pk)
    form = OfferTimes(posted(request))
    if form.is_valid():
        given = {"minutes": form.cleaned_data["minutes"], "place": form.cleaned_data["place"]}
        who = {"by": request.user, "at": timezone.now()}
        if act(form, interviews.offer_times, cohort=cohort, starts=form.starts(), **given, **who):
            messages.success(request, _("The times are added."))
            return redirect("training:interview_times", pk=pk)
    times = InterviewTime.objects.filter(cohort=cohort).select_related("application").order_by("starts_at", "pk")
    context = {"cohort": cohort, "times": times, "form": form, "now": timezone.now(), "tab": "applications"}
    return render(request, "training/interview_times.html", context)


@requires(Permission.APPLICATION_ASSESS)
@require_POST
def interview_time_remove(request: HttpRequest, pk: int, time: int) -> HttpResponse:
    cohort = _assessed(request, pk)
    found = get_object_or_404(InterviewTime, cohort=cohort, pk=time)
    with refusals_as_messages(request):
        interviews.take_away(time=found)
        messages.success(request, _("The time is taken away."))
    return redirect("training:interview_times", pk=pk)


@requires(Permission.APPLICATION_ASSESS)
@require_POST
def interview_time_let_go(request: HttpRequest, pk: int, time: int) -> HttpResponse:
    """Whoever has it is asked to choose another one."""
    cohort = _assessed(request, pk)
    found = get_object_or_404(InterviewTime, cohort=cohort, pk=time)
    with refusals_as_messages(request):
        interviews.let_go(time=found, at=timezone.now())
        messages.success(request, _("The time is free again. A letter asks the applicant to choose another one."))
    return redirect("training:interview_times", pk=pk)


@requires(Permission.APPLICATION_ASSESS)
def answers_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Let out the decisions that applicants don't know yet."""
    cohort = _assessed(request, pk)
    back = reverse("training:applications", args=[pk])
    if request.method == "POST":
        count = applications.tell(cohort=cohort, by=request.user, at=timezone.now())
        words = ngettext("%(n)s answer is on its way.", "%(n)s answers are on their way.", count)
        messages.success(request, words % {"n": count})
        return redirect(back)
    waiting = Application.objects.visible_to(request.membership).to_tell().filter(cohort=cohort).count()
    words = ngettext("%(n)s person gets a letter.", "%(n)s people get a letter each.", waiting)
    text = _("The letter only says that there is an answer; the answer itself is on the applicant's own page.")
    return confirm(
        request,
        title=_("Send the answers?"),
        text=" ".join([words % {"n": waiting}, text, _("This can't be undone.")]),
        submit=_("Send the answers"),
        back=back,
    )


def _assessed(request: HttpRequest, pk: int) -> Cohort:
    """A cohort whose applications this user reads."""
    cohort = get_object_or_404(selectors.for_page(request.membership), pk=pk)
    if not cohort.is_assessed:
        raise Http404
    return cohort
