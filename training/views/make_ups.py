"""How far a participant has come, and the tasks for what they missed."""

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
from peersupport.shared.views import made, posted, refusals_as_messages
from training import selectors
from training.actions import make_ups as actions
from training.actions import warnings
from training.forms.make_ups import GiveMakeUp
from training.models import CourseDay, MakeUp, Participation
from training.selectors import Door
from training.views.own import through_both_doors

STEPS = {
    "done": (actions.say_done, gettext_lazy("It is noted as done.")),
    "again": (actions.ask_again, gettext_lazy("It is noted that it isn't done.")),
    "sign-off": (actions.sign_off, gettext_lazy("Signed off. What was missed that day counts as attended now.")),
    "undo": (actions.undo, gettext_lazy("The sign-off is taken back.")),
    "withdraw": (actions.withdraw, gettext_lazy("The task is taken back.")),
}
THEIR_OWN = ("done", "again")  # what participants say themselves


@requires(Permission.ATTENDANCE_MARK)
def participation_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """One participant's days."""
    found = _seen(request, pk)
    progress = selectors.progress_of(participation=found, on=timezone.localdate())
    may_give = found.status in (Participation.Status.ADMITTED, Participation.Status.NOT_COMPLETED)
    warning = found.warnings.open().select_related("talked_by").first() if may_give else None
    about = {"progress": progress, "may_give": may_give, "warning": warning}
    context = {"participation": found, "crumbs": _crumbs(found), **about}
    return render(request, "training/participation_attendance.html", context)


@requires(Permission.ATTENDANCE_MARK)
@require_POST
def attendance_talked(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has talked with them about it, or took that back (``answer``: yes or no)."""
    found = _seen(request, pk)
    if request.POST.get("answer") == "no":
        warnings.take_talk_back(participation=found)
        messages.success(request, _("It is taken back."))
    else:
        warnings.note_talk(participation=found, by=request.user, at=timezone.now())
        messages.success(request, _("It is noted that you have talked."))
    return redirect("training:participation_attendance", pk=pk)


@requires(Permission.ATTENDANCE_MARK)
def make_up_give(request: HttpRequest, pk: int, day: int) -> HttpResponse:
    found = _seen(request, pk)
    on = get_object_or_404(CourseDay, pk=day, cohort=found.cohort_id)
    form = GiveMakeUp(posted(request), initial={"key": uuid.uuid4()})
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and made(form, actions.give, participation=found, day=on, **form.cleaned_data, **who):
        messages.success(request, _("The task is given."))
        return redirect("training:participation_attendance", pk=pk)
    back = reverse("training:participation_attendance", args=[pk])
    crumbs = [*_crumbs(found), (found.person.name, back)]
    manages = request.membership.may(Permission.COHORT_MANAGE)
    context = {"participation": found, "day": on, "form": form, "back": back, "crumbs": crumbs, "manages": manages}
    return render(request, "training/make_up_give.html", context)


@requires(Permission.ATTENDANCE_MARK)
@require_POST
def make_up_step(request: HttpRequest, pk: int, make_up: int) -> HttpResponse:
    """One button each: done, again, sign-off, undo, withdraw."""
    found = get_object_or_404(MakeUp, pk=make_up, participation=_seen(request, pk))
    _take(request, found, STEPS, by=request.user)
    return redirect("training:participation_attendance", pk=pk)


@require_POST
def _make_up(request: HttpRequest, found: Participation, door: Door, make_up: int) -> HttpResponse:
    """The participant says that it is done, or that it wasn't."""
    tasks = MakeUp.objects.in_force().filter(again_on=None)  # of the others somebody says that they were there
    task = get_object_or_404(tasks, pk=make_up, participation=found)
    _take(request, task, THEIR_OWN, by=None)
    return redirect(door.back)


my_make_up, own_make_up = through_both_doors(_make_up)


def _take(request: HttpRequest, task: MakeUp, allowed, *, by) -> None:
    step = request.POST.get("answer", "")
    if step not in allowed:
        raise Http404
    action, told = STEPS[step]
    with refusals_as_messages(request):
        action(make_up=task, by=by, at=timezone.now())
        messages.success(request, told)


def _seen(request: HttpRequest, pk: int) -> Participation:
    rows = Participation.objects.visible_to(request.membership).present_in_course()
    return get_object_or_404(rows.select_related("person", "cohort"), pk=pk)


def _crumbs(found: Participation) -> list[tuple[str, str]]:
    return [
        (found.cohort.name, reverse("training:cohort", args=[found.cohort_id])),
        (_("Participants"), reverse("training:participants", args=[found.cohort_id])),
    ]
