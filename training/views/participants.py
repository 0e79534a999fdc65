"""Who takes part in a cohort: on screen, and as a spreadsheet for coordinators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.documents import spreadsheets
from peersupport.shared.views import act, made, posted
from programs.models import Cohort
from training import selectors
from training.actions import participations as actions
from training.forms.needs import GoOn, Leave
from training.models import Participation


@requires(Permission.PERSON_SEE)
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(selectors.for_page(request.membership), pk=pk)
    seen = Participation.objects.visible_to(request.membership).with_pause(timezone.localdate())
    rows = selectors.participants_of(cohort=cohort, participations=seen)
    may_mark = request.membership.may(Permission.ATTENDANCE_MARK)
    context = {"cohort": cohort, "rows": rows, "may_mark": may_mark, "tab": "participants"}
    return render(request, "training/participants.html", context)


@requires(Permission.COHORT_MANAGE)
def participation_leave(request: HttpRequest, pk: int) -> HttpResponse:
    managed = Cohort.objects.managed_by(request.membership)
    rows = Participation.objects.visible_to(request.membership).filter(cohort__in=managed)
    found = get_object_or_404(rows.select_related("person", "cohort__programme"), pk=pk)
    back = reverse("training:participants", args=[found.cohort_id])
    if found.status != Participation.Status.ADMITTED:
        messages.info(request, _("This person isn't in the course any more."))
        return redirect(back)
    form = Leave(posted(request))
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and act(form, actions.leave, participation=found, **form.cleaned_data, **who):
        messages.success(request, _("It is noted that the person has left the course."))
        return redirect(back)
    is_free = selectors.seat_can_be_taken_over(participation=found, on=timezone.localdate())
    context = {"participation": found, "form": form, "is_free": is_free, "back": back}
    return render(request, "training/participation_leave.html", context)


@requires(Permission.COHORT_MANAGE)
def participation_go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the later cohort in which somebody goes on."""
    managed = Cohort.objects.managed_by(request.membership)
    rows = Participation.objects.visible_to(request.membership).filter(cohort__in=managed)
    found = get_object_or_404(rows.select_related("person", "cohort", "seat"), pk=pk)
    back = reverse("training:participants", args=[found.cohort_id])
    if found.status != Participation.Status.ADMITTED:
        messages.info(request, _("This person isn't in the course any more."))
        return redirect(back)
    later = selectors.cohorts_to_go_on_in(participation=found, cohorts=managed)
    form = GoOn(posted(request), cohorts=later)
    if form.is_valid():
        who = {"by": request.user, "at": timezone.now()}
        new = made(form, actions.go_on_in, participation=found, **form.cleaned_data, **who)
        if new:
            messages.success(request, _("The person has their seat in this cohort now."))
            return redirect("training:participants", pk=new.cohort_id)
    context = {"participation": found, "form": form, "later": later, "back": back, "crumbs": crumbs_of(found)}
    return render(request, "training/participation_go_on.html", context)


def crumbs_of(found: Participation) -> list[tuple[str, str]]:
    """From the cohort to somebody in it."""
    return [
        (found.cohort.name, reverse("training:cohort", args=[found.cohort_id])),
        (_("Participants"), reverse("training:participants", args=[found.cohort_id])),
        (found.person.name, reverse("training:participation", args=[found.pk])),
    ]


@requires(Permission.COHORT_MANAGE)
def participants_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
    seen = Participation.objects.visible_to(request.membership).to_be_listed()
    rows = selectors.participants_of(cohort=cohort, participations=seen)
    header = [_("Last name"), _("First name"), _("E-mail"), _("Phone"), _("Seat"), _("Paid by"), _("Status")]
    header += [_("Admitted"), _("Days attended")]
    sheet = spreadsheets.xlsx(
        _("Participants"),
        header,
        (
            [
                *(row.person.family_name, row.person.given_name, row.person.email, row.person.phone),
                *(row.seat.number, row.payer, row.status),
                *(timezone.localdate(row.admitted_at), row.standing.days_attended),
            ]
            for row in rows
        ),
    )
    answer = HttpResponse(sheet, content_type=spreadsheets.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="deltagare-{cohort.pk}.xlsx"'  # a name would travel in mail
    return answer
