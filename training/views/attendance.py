"""One day's attendance, on the phone first."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, posted
from training import selectors
from training.actions import attendance as actions
from training.forms.attendance import Day
from training.models import Attendance, CourseDay, DayMark, Participation


@requires(Permission.ATTENDANCE_MARK)
def attendance(request: HttpRequest, pk: int, date: date) -> HttpResponse:
    days = CourseDay.objects.visible_to(request.membership).with_registration().select_related("cohort")
    day = get_object_or_404(days, cohort=pk, date=date)
    people = selectors.expected_on(day=day, participations=Participation.objects.visible_to(request.membership))
    known = selectors.day_marks(Attendance.objects.filter(session__day=day))
    known_of = {row.pk: known.get((row.pk, day.pk), "") for row in people}
    said = selectors.said_for(day)
    form = Day(posted(request), participations=people, known=known_of, said=said)
    if form.is_valid() and act(
        form, actions.register_day, day=day, marks=form.marks(), by=request.user, at=timezone.now()
    ):
        messages.success(request, _("The attendance is saved."))
        return redirect("training:attendance", pk=pk, date=date)
    context = {
        "day": day,
        "cohort": day.cohort,
        "form": form,
        "rows": selectors.with_payers(day.cohort, people, [form[f"m{row.pk}"] for row in people]),
        "given": sum(bool(form[f"m{row.pk}"].value()) for row in people),
        "marks": DayMark.choices,
        "to_come": date > timezone.localdate(),
        "away": [(row.person.list_name, form.fields[f"m{row.pk}"].said) for row in people if row.pk in said],
    }
    return render(request, "training/attendance.html", context)
