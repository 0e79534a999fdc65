"""A cohort's schedule: its days, and what a coordinator changes in it by hand."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.models import User
from peersupport.accounts.permissions import Permission
from peersupport.shared.calendar import SATURDAY, red_day
from peersupport.shared.views import act, posted
from programs.models import Cohort
from training import selectors
from training.actions import schedule as actions
from training.forms.schedule import DayMove, SessionForm, initial_of, initial_of_day
from training.models import CourseDay, CourseSession


@requires(Permission.COHORT_SEE)
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(selectors.for_page(request.membership), pk=pk)
    leaders = _leaders(found)
    days = selectors.schedule_of(cohort=found, leaders=leaders, membership=request.membership, on=timezone.localdate())
    is_open = found.is_managed and found.status not in Cohort.OVER
    context = {
        "cohort": found,
        "days": days,
        "leaders": leaders,
        "may_change": is_open,
        "may_subscribe": request.membership.may(Permission.OWN_CALENDAR),
        "tab": "schedule",
    }
    return render(request, "training/schedule.html", context)


@requires(Permission.COHORT_MANAGE)
def session_edit(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    cohort = _managed(request, pk)
    rows = CourseSession.objects.select_related("day__cohort")
    found = get_object_or_404(rows, pk=session, day__cohort=pk)
    form = SessionForm(posted(request), session=found, initial=initial_of(found))
    if form.is_valid():
        asked = {"session": found, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.change_session, now=lambda: initial_of(rows.get(pk=session)), **asked):
            messages.success(request, _("The session is changed."))
            _say_what_is_odd(request, cohort, rows.filter(pk=session))
            return redirect("training:schedule", pk=pk)
    part = found.get_part_display().lower()
    when = _("%(day)s, %(part)s") % {"day": date_format(found.day.date, "l j F Y"), "part": part}
    context = {"form": form, "cohort": cohort, "session": found, "when": when, "tab": "schedule"}
    return render(request, "training/session_edit.html", context)


@requires(Permission.COHORT_MANAGE)
def day_move(request: HttpRequest, pk: int, day: int) -> HttpResponse:
    cohort = _managed(request, pk)
    rows = CourseDay.objects.select_related("cohort")
    found = get_object_or_404(rows, pk=day, cohort=pk)
    form = DayMove(posted(request), initial=initial_of_day(found))
    if form.is_valid():
        to, version = form.cleaned_data["date"], form.cleaned_data["version"]
        asked = {"day": found, "version": version, "to": to, "at": timezone.now()}
        if act(form, actions.move_day, now=lambda: initial_of_day(rows.get(pk=day)), **asked):
            messages.success(request, _("The day is held on %s.") % date_format(to, "l j F"))
            if red := red_day(to):
                messages.warning(request, _("It is a red day: %s.") % red)
            elif to.weekday() >= SATURDAY:
                messages.warning(request, _("It is on a weekend."))
            _say_what_is_odd(request, cohort, CourseSession.objects.filter(day=day))
            return redirect("training:schedule", pk=pk)
    context = {"form": form, "cohort": cohort, "day": found, "tab": "schedule"}
    return render(request, "training/day_move.html", context)


def _leaders(cohort: Cohort) -> list[User]:
    return [leader.user for leader in cohort.leaders.select_related("user").order_by("user__given_name", "pk")]


def _say_what_is_odd(request: HttpRequest, cohort: Cohort, sessions: QuerySet) -> None:
    """What was saved is saved; whoever did so is told what it meets. Each sentence once, for a day has two sessions."""
    rows = sessions.select_related("day").prefetch_related("leaders").order_by("starts_at")
    leaders = _leaders(cohort)
    found = selectors.clashes_of(cohort=cohort, sessions=rows, leaders=leaders, membership=request.membership)
    for sentence in dict.fromkeys(sentence for sentences in found.values() for sentence in sentences):
        messages.warning(request, sentence)


def _managed(request: HttpRequest, pk: int) -> Cohort:
    return get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
