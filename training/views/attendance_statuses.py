"""The marks that a programme has of its own: the list, a new one, a change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, made, posted
from programs.models import Programme
from training.actions import attendance_statuses as actions
from training.forms.attendance_statuses import Status, initial_of
from training.models import AttendanceStatus, DayMark
from training.selectors.cohort_page import MarkDrawing
from training.views.modules import crumbs_to, programme_seen


@requires(Permission.PROGRAMME_SEE)
def attendance_statuses(request: HttpRequest, pk: int) -> HttpResponse:
    """Those that every programme has, then this one's own."""
    programme = programme_seen(request, pk)
    context = {
        "programme": programme,
        "usual": [(mark, MarkDrawing.of(mark)) for mark in DayMark],
        "own": [(one, MarkDrawing.of_status(one)) for one in AttendanceStatus.objects.filter(programme=pk).in_order()],
        "may_manage": request.membership.may(Permission.PROGRAMME_MANAGE),
        "crumbs": crumbs_to(programme),
    }
    return render(request, "training/attendance_statuses.html", context)


@requires(Permission.PROGRAMME_MANAGE)
def attendance_status_new(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_seen(request, pk)
    last = AttendanceStatus.objects.filter(programme=pk).in_order().values_list("position", flat=True).last() or 0
    form = Status(posted(request), initial={"position": last + 1})
    if form.is_valid() and made(form, actions.add, programme=programme, **form.cleaned_data):
        messages.success(request, _("The mark is added."))
        return redirect("training:attendance_statuses", pk=pk)
    context = {"form": form, "title": _("New mark"), "crumbs": _crumbs(programme)}
    return render(request, "training/module_form.html", context)


@requires(Permission.PROGRAMME_MANAGE)
def attendance_status_edit(request: HttpRequest, pk: int, status: int) -> HttpResponse:
    programme = programme_seen(request, pk)
    found = get_object_or_404(AttendanceStatus, pk=status, programme=pk)
    form = Status(posted(request), status=found, initial=initial_of(found))
    if form.is_valid():
        asked = {"status": found, **form.cleaned_data}
        if act(form, actions.change, now=lambda: initial_of(AttendanceStatus.objects.get(pk=status)), **asked):
            messages.success(request, _("The mark is changed."))
            return redirect("training:attendance_statuses", pk=pk)
    context = {"form": form, "title": _("Change the mark"), "crumbs": _crumbs(programme)}
    return render(request, "training/module_form.html", context)


def _crumbs(programme: Programme) -> list[tuple[str, str]]:
    marks = reverse("training:attendance_statuses", args=[programme.pk])
    return [*crumbs_to(programme), (_("Attendance marks"), marks)]
