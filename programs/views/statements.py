"""Kvartalsbesked: an organisation's quarter as a page, as PDF and as a workbook. Nobody's name is in any of them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission, Role
from peersupport.directory.models import Organisation
from peersupport.documents import pdf
from peersupport.documents.spreadsheets import XLSX, workbook
from peersupport.shared.calendar import Quarter
from programs import selectors
from programs.selectors import Statement
from programs.views import shown
from programs.views import statement_paper as paper

FIRST_YEAR = 2016  # no order is older
QUARTERS = (1, 2, 3, 4)


@requires(Permission.OWN_ORDERS)
def statements(_request: HttpRequest) -> HttpResponse:
    """An orderer's way in: the quarter that goes on now."""
    now = Quarter.of(timezone.localdate())
    return redirect("programs:statement", year=now.year, quarter=now.number)


@requires(Permission.OWN_ORDERS)
def statement(request: HttpRequest, year: int, quarter: int) -> HttpResponse:
    return _page(request, _statement(request, request.membership.organisation, year, quarter))


@requires(Permission.OWN_ORDERS)
def statement_pdf(request: HttpRequest, year: int, quarter: int) -> HttpResponse:
    return _pdf(request, _statement(request, request.membership.organisation, year, quarter))


@requires(Permission.OWN_ORDERS)
def statement_xlsx(request: HttpRequest, year: int, quarter: int) -> HttpResponse:
    return _xlsx(_statement(request, request.membership.organisation, year, quarter))


@requires(Permission.ORDER_DECIDE)
def organisation_statement(request: HttpRequest, pk: int, year: int, quarter: int) -> HttpResponse:
    """A coordinator's view of an organisation's quarter."""
    return _page(request, _statement(request, _organisation(request, pk), year, quarter), pk)


@requires(Permission.ORDER_DECIDE)
def organisation_statement_pdf(request: HttpRequest, pk: int, year: int, quarter: int) -> HttpResponse:
    return _pdf(request, _statement(request, _organisation(request, pk), year, quarter), pk)


@requires(Permission.ORDER_DECIDE)
def organisation_statement_xlsx(request: HttpRequest, pk: int, year: int, quarter: int) -> HttpResponse:
    return _xlsx(_statement(request, _organisation(request, pk), year, quarter))


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.membership), pk=pk)


def _statement(request: HttpRequest, organisation: Organisation, year: int, quarter: int) -> Statement:
    asked = Quarter(year, quarter) if year >= FIRST_YEAR and quarter in QUARTERS else None
    if asked is None or asked > Quarter.of(timezone.localdate()):
        raise Http404
    return selectors.statement_of(membership=request.membership, organisation=organisation, quarter=asked)


def _page(request: HttpRequest, found: Statement, pk: int | None = None) -> HttpResponse:
    on, asked = timezone.localdate(), found.quarter
    named = paper.columns(found, on=on)
    for agreement in found.agreements:
        agreement.bars = shown.bars(selectors.use_of_agreement(agreement))
    context = {
        "statement": found,
        "title": paper.title_of(asked),
        "days": paper.days_of(found, on=on),
        "columns": [label for label, _name in named],
        "orders": paper.rows(named, found.orders),
        "in_all": paper.cells(named, found.total),
        "counting": paper.counting(),
        "facts": paper.facts(found.total),
        "earlier": _url(asked.previous, pk) if asked > Quarter(FIRST_YEAR, 1) else "",
        "later": _url(asked.next, pk) if asked < Quarter.of(on) else "",
        "pdf": _url(asked, pk, "_pdf"),
        "xlsx": _url(asked, pk, "_xlsx"),
        "partly": request.membership.role == Role.REGIONAL_COORDINATOR,
        "crumbs": [(found.organisation.name, reverse("organisation", args=[pk]))] if pk else [],
    }
    return render(request, "programs/statement.html", context)


def _pdf(request: HttpRequest, found: Statement, pk: int | None = None) -> HttpResponse:
    """To file, in the reader's language."""
    on = timezone.localdate()
    try:
        made = pdf.render(paper.TEMPLATE, paper.sheet(found, on=on), dated=on)
    except pdf.UnknownCharacter:
        messages.error(request, _("A name in it has a character that can't be printed. Take the Excel file instead."))
        return redirect(_url(found.quarter, pk))
    return _file(made, found, "pdf", "application/pdf")


def _xlsx(found: Statement) -> HttpResponse:
    """To reckon with: the same numbers as real numbers."""
    return _file(workbook(paper.sheets(found, on=timezone.localdate())), found, "xlsx", XLSX)


def _url(quarter: Quarter, pk: int | None, form: str = "") -> str:
    when = {"year": quarter.year, "quarter": quarter.number}
    if pk is None:
        return reverse(f"programs:statement{form}", kwargs=when)
    return reverse(f"programs:organisation_statement{form}", kwargs={"pk": pk, **when})


def _file(content: bytes, found: Statement, ending: str, kind: str) -> HttpResponse:
    name = f"kvartal-{found.quarter.year}-{found.quarter.number}.{ending}"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
