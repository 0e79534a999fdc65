"""A cohort's schedule: its days, and what a coordinator changes in it by hand."""

from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.models import User
from peersupport.accounts.permissions import Permission
from peersupport.shared.calendar import SATURDAY, red_day
from peersupport.shared.views import act, posted
from programs.models import Cohort, OrderLine
from training import selectors
from training.actions import schedule as actions
from training.forms.schedule import DayMove, SessionForm, StartAsk, StartMoveForm, initial_of, initial_of_day
from training.models import CourseDay, CourseSession


@requires(Permission.COHORT_SEE)
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(selectors.for_page(request.membership), pk=pk)
    leaders = leaders_of(found)
    days = selectors.schedule_of(cohort=found, leaders=leaders, membership=request.membership, on=timezone.localdate())
    is_open = found.is_managed and found.status not in Cohort.OVER
    context = {
        "cohort": found,
        "days": days,
        "leaders": leaders,
        "may_change": is_open,
        "may_move_start": is_open and bool(days) and not days[0].day.is_registered,
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


@requires(Permission.COHORT_MANAGE)
def start_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Which day the course is to begin on instead; the next page says what that means."""
    cohort = _with_days(request, pk)
    form = StartAsk(posted(request), cohort=cohort)
    if form.is_valid():
        return redirect("training:start_move", pk=pk, date=form.cleaned_data["date"])
    return render(request, "training/start_ask.html", {"form": form, "cohort": cohort, "tab": "schedule"})


@requires(Permission.COHORT_MANAGE)
def start_move(request: HttpRequest, pk: int, date: date) -> HttpResponse:
    """What moves, what stays and why, before it is done; and then does it."""
    cohort = _with_days(request, pk)
    plan = selectors.start_move(cohort=cohort, to=date)
    if plan.has_begun:
        messages.error(request, actions.has_begun().message)
        return redirect("training:schedule", pk=pk)
    form = StartMoveForm(posted(request), plan=plan, initial={"version": plan.version})
    if form.is_valid():
        asked = {"cohort": cohort, "to": date, "at": timezone.now(), **form.cleaned_data}
        now = {"version": plan.version, "along": form["along"].value()}
        if act(form, actions.move_start, now=lambda: now, **asked):
            _say_what_moved(request, cohort, [*(moved.day for moved in plan.moves), *form.cleaned_data["along"]])
            return redirect("training:schedule", pk=pk)
    orders = cohort.lines.filter(status=OrderLine.Status.HELD).values("order").distinct().count()
    context = {"form": form, "cohort": cohort, "plan": plan, "orders": orders, "tab": "schedule"}
    return render(request, "training/start_move.html", context)


def _say_what_moved(request: HttpRequest, cohort: Cohort, days: list[CourseDay]) -> None:
    cohort.refresh_from_db(fields=["starts_on"])
    messages.success(request, _("The course begins on %s.") % date_format(cohort.starts_on, "l j F"))
    for day in CourseDay.objects.filter(pk__in=[day.pk for day in days]).exclude(red_day="").order_by("date"):
        messages.warning(request, f"{date_format(day.date, 'j F')}: {_('It is a red day: %s.') % day.red_day}")
    _say_what_is_odd(request, cohort, CourseSession.objects.filter(day__in=days))


def _with_days(request: HttpRequest, pk: int) -> Cohort:
    """As :func:`_managed`; one without days has no start to move."""
    cohort = _managed(request, pk)
    if not CourseDay.objects.filter(cohort=cohort).exists():
        raise Http404
    return cohort


def leaders_of(cohort: Cohort) -> list[User]:
    return [leader.user for leader in cohort.leaders.select_related("user").order_by("user__given_name", "pk")]


def _say_what_is_odd(request: HttpRequest, cohort: Cohort, sessions: QuerySet) -> None:
    """What was saved is saved; whoever did so is told what it meets. Each sentence once, for a day has two sessions."""
    rows = sessions.select_related("day").prefetch_related("leaders").order_by("starts_at")
    leaders = leaders_of(cohort)
    found = selectors.clashes_of(cohort=cohort, sessions=rows, leaders=leaders, membership=request.membership)
    for sentence in dict.fromkeys(sentence for sentences in found.values() for sentence in sentences):
        messages.warning(request, sentence)


def _managed(request: HttpRequest, pk: int) -> Cohort:
    return get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
