"""Home assignments: set by leaders, handed in by participants, one tap each."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, made, posted, refusals_as_messages
from training import selectors
from training.actions import home_assignments as actions
from training.forms.home_assignments import Assignment, initial_of
from training.models import HomeAssignment, Participation
from training.selectors import Door
from training.views.own import through_both_doors

STEPS = {
    "handed-in": (actions.hand_in, gettext_lazy("It is noted as handed in.")),
    "not": (actions.not_handed_in, gettext_lazy("It is noted that it isn't handed in.")),
    "checked": (actions.check, gettext_lazy("It is checked.")),
    "again": (actions.ask_again, gettext_lazy("It is asked for again.")),
    "undo": (actions.look_again, gettext_lazy("It is taken back.")),
}
THEIR_OWN = ("handed-in", "not")  # what participants say themselves


@requires(Permission.ATTENDANCE_MARK)
def home_assignments(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = _cohort(request, pk)
    context = {"cohort": cohort, "rows": selectors.assignments_of(cohort=cohort), "tab": "home_assignments"}
    return render(request, "training/home_assignments.html", context)


@requires(Permission.ATTENDANCE_MARK)
def home_assignment_new(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = _cohort(request, pk)
    form = Assignment(posted(request), cohort=cohort, initial={"key": uuid.uuid4()})
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and made(form, actions.set_one, cohort=cohort, **form.cleaned_data, **who):
        messages.success(request, _("The home assignment is set."))
        return redirect("training:home_assignments", pk=pk)
    return _form(request, form, cohort, title=_("New home assignment"))


@requires(Permission.ATTENDANCE_MARK)
def home_assignment(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    """Everybody, and what has come from each."""
    found = _assignment(request, pk, assignment)
    seen = Participation.objects.visible_to(request.membership)
    rows = selectors.hand_ins_of(assignment=found, participations=seen, on=timezone.localdate())
    crumbs = [*_crumbs(found.cohort), (_("Home assignments"), reverse("training:home_assignments", args=[pk]))]
    context = {"assignment": found, "cohort": found.cohort, "rows": rows, "crumbs": crumbs}
    return render(request, "training/home_assignment.html", context)


@requires(Permission.ATTENDANCE_MARK)
def home_assignment_edit(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    found = _assignment(request, pk, assignment)
    form = Assignment(posted(request), cohort=found.cohort, assignment=found, initial=initial_of(found))
    if form.is_valid():
        asked = {"assignment": found, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.change, now=lambda: initial_of(HomeAssignment.objects.get(pk=assignment)), **asked):
            messages.success(request, _("The home assignment is changed."))
            return redirect("training:home_assignment", pk=pk, assignment=assignment)
    return _form(request, form, found.cohort, title=_("Change the home assignment"))


@requires(Permission.ATTENDANCE_MARK)
@require_POST
def home_assignment_remove(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    with refusals_as_messages(request):
        actions.take_back(assignment=_assignment(request, pk, assignment))
        messages.success(request, _("The home assignment is taken away."))
    return redirect("training:home_assignments", pk=pk)


@requires(Permission.ATTENDANCE_MARK)
@require_POST
def hand_in_step(request: HttpRequest, pk: int, assignment: int, participation: int) -> HttpResponse:
    """One button each: handed-in, not, checked, again, undo."""
    found = _assignment(request, pk, assignment)
    rows = Participation.objects.visible_to(request.membership).present_in_course()
    row = get_object_or_404(rows, pk=participation, cohort=pk)
    _take(request, STEPS, assignment=found, participation=row, by=request.user)
    return redirect("training:home_assignment", pk=pk, assignment=assignment)


@require_POST
def _hand_in(request: HttpRequest, found: Participation, door: Door, assignment: int) -> HttpResponse:
    """The participant says that it is handed in, or that it wasn't."""
    task = get_object_or_404(HomeAssignment, pk=assignment, cohort=found.cohort_id)
    _take(request, THEIR_OWN, assignment=task, participation=found, by=None)
    return redirect(door.back)


my_hand_in, own_hand_in = through_both_doors(_hand_in)


def _take(request: HttpRequest, allowed, **about) -> None:
    step = request.POST.get("answer", "")
    if step not in allowed:
        raise Http404
    action, told = STEPS[step]
    with refusals_as_messages(request):
        action(at=timezone.now(), **about)
        messages.success(request, told)


def _cohort(request: HttpRequest, pk: int):
    return get_object_or_404(selectors.for_page(request.membership), pk=pk)


def _assignment(request: HttpRequest, pk: int, assignment: int) -> HomeAssignment:
    rows = HomeAssignment.objects.visible_to(request.membership).select_related("cohort", "module")
    return get_object_or_404(rows, pk=assignment, cohort=pk)


def _form(request: HttpRequest, form: Assignment, cohort, *, title: str) -> HttpResponse:
    back = reverse("training:home_assignments", args=[cohort.pk])
    crumbs = [*_crumbs(cohort), (_("Home assignments"), back)]
    return render(request, "training/module_form.html", {"form": form, "title": title, "crumbs": crumbs})


def _crumbs(cohort) -> list[tuple[str, str]]:
    return [(cohort.name, reverse("training:cohort", args=[cohort.pk]))]
