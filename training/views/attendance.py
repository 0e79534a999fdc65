"""One day's attendance, on the phone first."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.refusals import Refused
from peersupport.shared.views import made, posted
from training import selectors
from training.actions import attendance as actions
from training.forms.attendance import Day, Tap, given_by_another
from training.models import Attendance, AttendanceStatus, CourseDay, DayMark, MakeUp, Material, Participation


@requires(Permission.ATTENDANCE_MARK)
def attendance(request: HttpRequest, pk: int, date: date) -> HttpResponse:
    days = CourseDay.objects.visible_to(request.membership).with_registration().select_related("cohort")
    day = get_object_or_404(days, cohort=pk, date=date)
    people = selectors.expected_on(day=day, participations=Participation.objects.visible_to(request.membership))
    known = selectors.day_marks(Attendance.objects.filter(session__day=day))
    known_of = {row.pk: known.get((row.pk, day.pk), "") for row in people}
    said = selectors.said_for(day)
    own = _own_marks(day)
    form = Day(posted(request), participations=people, known=known_of, said=said, own=own)
    if form.is_valid() and _kept(form, day, request):
        messages.success(request, _("The attendance is saved."))
        return redirect("training:attendance", pk=pk, date=date)
    context = {
        "day": day,
        "cohort": day.cohort,
        "form": form,
        "rows": selectors.with_payers(day.cohort, people, [form[f"m{row.pk}"] for row in people]),
        "seen": form.hidden(),
        "given": sum(bool(form[f"m{row.pk}"].value()) for row in people),
        "marks": DayMark.choices,
        "own": [(one.code, one.title) for one in own if not one.retired or one.code in known_of.values()],
        "guests": _guests(request, day),
        "material": Material.objects.of_cohort(day.cohort).on_day(day).listed(),
        "to_come": date > timezone.localdate(),
        "away": [(row.person.list_name, form.fields[f"m{row.pk}"].said) for row in people if row.pk in said],
    }
    return render(request, "training/attendance.html", context)


def _guests(request: HttpRequest, day: CourseDay) -> list[MakeUp]:
    """Those of other cohorts who take a missed day again on this one, by name."""
    rows = MakeUp.objects.guests_seen_by(request.membership).filter(again_on=day)
    rows = rows.select_related("participation__person", "participation__cohort", "day")
    return list(rows.order_by("participation__person__sort_name", "pk"))


def _own_marks(day: CourseDay) -> list[AttendanceStatus]:
    """The programme's own marks, the retired ones too."""
    return list(AttendanceStatus.objects.filter(programme=day.cohort.programme_id).in_order())


def _kept(form: Day, day: CourseDay, request: HttpRequest) -> bool:
    """Whether all of it was; what somebody else has given meanwhile stays, and is shown to decide about."""
    given = {"marks": form.marks(), "seen": form.seen(), "by": request.user, "at": timezone.now()}
    others = made(form, actions.register_day, day=day, **given)
    form.show_others(others or {})
    return others == {}


@requires(Permission.ATTENDANCE_MARK)
@require_POST
def attendance_tap(request: HttpRequest, pk: int, date: date) -> HttpResponse:
    """One mark, sent by the page as it is tapped, or once the line is back: what somebody else gave, if they did."""
    days = CourseDay.objects.visible_to(request.membership).select_related("cohort")
    day = get_object_or_404(days, cohort=pk, date=date)
    own = _own_marks(day)
    form = Tap(request.POST, own=own)
    if not form.is_valid():
        return JsonResponse(
            {"refused": _("The list of participants has changed. Check it and save again.")}, status=400
        )
    given = form.cleaned_data
    rows = Participation.objects.visible_to(request.membership).present_in_course().filter(cohort=pk)
    row = get_object_or_404(rows, pk=given.pop("participation"))
    try:
        other = actions.tap(day=day, participation=row, by=request.user, at=timezone.now(), **given)
    except Refused as refusal:
        return JsonResponse({"refused": refusal.message}, status=400)
    return JsonResponse({"other": other, "told": given_by_another(other, own)} if other else {})
