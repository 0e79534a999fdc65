"""Invoice bases: what is to be collected, the list, one basis, and its three downloads."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission, Role
from peersupport.directory.models import Organisation
from peersupport.documents import einvoice
from peersupport.documents.pdf import UnknownCharacter
from peersupport.documents.spreadsheets import XLSX
from peersupport.shared import filters, paging
from peersupport.shared.query import choice, search_text
from peersupport.shared.views import act, confirm, made, posted, refusals_as_messages, render_list
from programs import selectors
from programs.actions import bases as actions
from programs.forms.bases import Credit, References, initial_of
from programs.models import Charge, InvoiceBasis
from programs.views import shown

Status = InvoiceBasis.Status


@requires(Permission.INVOICE_SEE)
def bases(request: HttpRequest) -> HttpResponse:
    """A payer's own, or all that a coordinator looks after; newest first. What waits to be collected stands above."""
    query, manages = search_text(request), _manages(request)
    states = [(value, label) for value, label in Status.choices if manages or value != Status.OPEN]
    state = choice(request, "status", ["", *(value for value, _label in states)])
    rows = _found(InvoiceBasis.objects.visible_to(request.membership), query, state)
    page = paging.page(request, rows.select_related("host", "payer").order_by("-made_at", "-pk"))
    for basis in page.rows:
        basis.shown_net = -basis.net if basis.credits_id else basis.net
        basis.shown_tone = shown.TONES[basis.status]
    context = {
        "page": page,
        "query": query,
        "filters": filters.links(request, "status", [("", _("All")), *states], chosen=state, label=_("Status")),
        "waiting": selectors.waiting(membership=request.membership) if manages else None,
        "national": request.membership.role == Role.NATIONAL_COORDINATOR,
        "manages": manages,
    }
    return render_list(request, "programs/bases.html", context)


@requires(Permission.INVOICE_MANAGE)
@require_POST
def bases_collect(request: HttpRequest) -> HttpResponse:
    """All that was delivered until today and has no basis yet, of every supplier that the coordinator looks after.

    And the references that open bases wait for.
    """
    owed = Charge.objects.visible_to(request.membership).uncollected()
    lacking = InvoiceBasis.objects.visible_to(request.membership).without_reference()
    hosts = Organisation.objects.filter(Q(pk__in=owed.values("host")) | Q(pk__in=lacking.values("host")))
    grown = actions.collect_all(hosts=hosts, until=timezone.localdate(), by=request.user, at=timezone.now())
    if grown:
        text = ngettext("%(n)s invoice basis is collected.", "%(n)s invoice bases are collected.", len(grown))
        messages.success(request, text % {"n": len(grown)})
    else:
        messages.info(request, _("There is nothing to collect."))
    return redirect("programs:bases")


@requires(Permission.INVOICE_SEE)
def basis(request: HttpRequest, number: str) -> HttpResponse:
    """Its lines, sums and references; while it is open, what is missing before it can be locked."""
    found = _one(request, number)
    charges = selectors.charges_of(basis=found)
    invoice = selectors.invoice_of(basis=found, charges=charges, on=timezone.localdate())
    manages = _manages(request)
    context = {
        "basis": found,
        "tone": shown.TONES[found.status],
        "invoice": invoice,
        "lines": zip(invoice.lines, charges, strict=True),
        "sign": "-" if found.credits_id else "",
        "sums": einvoice.sums_of(invoice),
        "credits": found.credited_by.order_by("pk"),
        "manages": manages,
        "faults": einvoice.faults(invoice) if manages and found.is_open else [],
        "crumbs": _crumbs(),
    }
    return render(request, "programs/basis.html", context)


@requires(Permission.INVOICE_MANAGE)
def basis_references(request: HttpRequest, number: str) -> HttpResponse:
    found = _one(request, number)
    form = References(posted(request), initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        again = InvoiceBasis.objects.filter(pk=found.pk)
        if act(form, actions.change_references, basis=found, now=lambda: initial_of(again.get()), **form.cleaned_data):
            messages.success(request, _("The references are saved."))
            return redirect("programs:basis", number=number)
    context = {"form": form, "title": _("References of %(number)s") % {"number": number}, "lead": found.payer.name}
    return render(request, "programs/basis_form.html", {**context, "crumbs": _crumbs(found)})


@requires(Permission.INVOICE_MANAGE)
def basis_lock(request: HttpRequest, number: str) -> HttpResponse:
    found, back = _one(request, number), reverse("programs:basis", args=[number])
    if request.method == "POST":
        with refusals_as_messages(request):
            actions.lock(basis=found, by=request.user, at=timezone.now())
            messages.success(request, _("The basis is locked, and can be downloaded."))
        return redirect(back)
    return confirm(
        request,
        title=_("Lock %(number)s?") % {"number": number},
        text=_(
            "From now on nothing in it changes: the payer sees it, and you can download it for your bookkeeping. "
            "Something that turns out wrong is put right by a credit."
        ),
        submit=_("Lock the basis"),
        back=back,
    )


@requires(Permission.INVOICE_MANAGE)
def basis_credit(request: HttpRequest, number: str) -> HttpResponse:
    """Which lines to give back; what comes of it is a basis of its own, locked at once."""
    found = _one(request, number)
    if not found.may_be_credited:
        messages.error(request, _("Only a locked basis can be credited, and a credit can't be."))
        return redirect("programs:basis", number=number)
    form = Credit(posted(request), charges=selectors.charges_of(basis=found))
    if request.method == "POST" and form.is_valid():
        who = {"by": request.user, "at": timezone.now()}
        what = {"charges": form.chosen, "anew": form.cleaned_data["anew"]}
        credit = made(form, actions.credit, basis=found, **what, **who)
        if credit:
            messages.success(request, _("The lines are credited by %(number)s.") % {"number": credit.number})
            return redirect("programs:basis", number=credit.number)
    lead = _("A new basis gives them back to %(payer)s and is locked at once.")
    context = {"form": form, "title": _("Credit %(number)s") % {"number": number}}
    context["lead"] = lead % {"payer": found.payer.name}
    return render(request, "programs/basis_form.html", {**context, "crumbs": _crumbs(found)})


@requires(Permission.INVOICE_SEE)
def basis_pdf(request: HttpRequest, number: str) -> HttpResponse:
    try:
        return _download(request, number, einvoice.pdf, "pdf", "application/pdf")
    except UnknownCharacter:
        messages.error(request, _("A name in it has a character that can't be printed. Take the Excel file instead."))
        return redirect("programs:basis", number=number)


@requires(Permission.INVOICE_SEE)
def basis_xlsx(request: HttpRequest, number: str) -> HttpResponse:
    return _download(request, number, einvoice.xlsx, "xlsx", XLSX)


@requires(Permission.INVOICE_SEE)
def basis_xml(request: HttpRequest, number: str) -> HttpResponse:
    return _download(request, number, einvoice.ubl, "xml", "application/xml")


def _download(
    request: HttpRequest, number: str, write: Callable[[einvoice.Invoice], bytes], ending: str, kind: str
) -> HttpResponse:
    """A locked basis as a file, in Swedish whoever asks, for it is the payer's."""
    exported = InvoiceBasis.objects.visible_to(request.membership).exported()
    found = get_object_or_404(exported, number=number)
    with translation.override(settings.LANGUAGE_CODE):
        content = write(einvoice.thawed(found.document))
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.{ending}"'
    return answer


def _found(rows: QuerySet, query: str, state: str) -> QuerySet:
    if query:
        rows = rows.filter(Q(number__icontains=query) | Q(payer__name__icontains=query))
    if state:
        rows = rows.filter(status=state)
    return rows.defer("document").annotate(net=Sum("charges__net", default=0), lines=Count("charges"))


def _one(request: HttpRequest, number: str) -> InvoiceBasis:
    rows = InvoiceBasis.objects.visible_to(request.membership)
    return get_object_or_404(rows.select_related("host", "payer", "credits", "locked_by"), number=number)


def _manages(request: HttpRequest) -> bool:
    return request.membership.may(Permission.INVOICE_MANAGE)


def _crumbs(here: InvoiceBasis | None = None) -> list[tuple[str, str]]:
    above = [(_("Invoice bases"), reverse("programs:bases"))]
    return [*above, (here.number, reverse("programs:basis", args=[here.number]))] if here else above
