"""Who takes part in a cohort: on screen, and as a spreadsheet for coordinators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.documents import spreadsheets
from training import selectors
from training.models import Participation


@requires(Permission.PERSON_SEE)
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(selectors.for_page(request.membership), pk=pk)
    rows = selectors.participants_of(cohort=cohort, participations=Participation.objects.visible_to(request.membership))
    may_export = request.membership.may(Permission.COHORT_MANAGE)
    context = {"cohort": cohort, "rows": rows, "may_export": may_export, "tab": "participants"}
    return render(request, "training/participants.html", context)


@requires(Permission.COHORT_MANAGE)
def participants_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
    rows = selectors.participants_of(cohort=cohort, participations=Participation.objects.visible_to(request.membership))
    header = [_("Last name"), _("First name"), _("E-mail"), _("Phone"), _("Seat"), _("Paid by"), _("Status")]
    header += [_("Admitted"), _("Days attended")]
    sheet = spreadsheets.xlsx(
        _("Participants"),
        header,
        (
            [
                *(row.person.family_name, row.person.given_name, row.person.email, row.person.phone),
                *(row.seat.number, row.payer, row.status),
                *(timezone.localdate(row.admitted_at), row.standing.attended),
            ]
            for row in rows
        ),
    )
    answer = HttpResponse(sheet, content_type=spreadsheets.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="deltagare-{cohort.pk}.xlsx"'  # a name would travel in mail
    return answer
