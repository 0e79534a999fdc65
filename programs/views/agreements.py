"""Agreements: the list, one of them, and what coordinators do with it. An orderer reads their own."""

from uuid import uuid4

from django.contrib import messages
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import paging
from peersupport.shared.views import act, confirm, made, posted, refusals_as_messages, render_list
from programs import selectors
from programs.actions import agreements as actions
from programs.forms.agreements import AgreementForm, Cover, Extend, RollOver, initial_cover, initial_of
from programs.models import Agreement, Order
from programs.views import shown

Status = Agreement.Status
IN_FORCE_FIRST = Case(When(status=Status.ACTIVE, then=Value(0)), When(status=Status.DRAFT, then=Value(1)), default=2)


@requires(Permission.AGREEMENT_SEE)
def agreements(request: HttpRequest) -> HttpResponse:
    """Those in force first, the next to end on top; each with how much of it is used."""
    seen = Agreement.objects.visible_to(request.membership).select_related("orderer", "host")
    rows = selectors.agreements_with_use(seen).order_by(IN_FORCE_FIRST, "valid_until", "pk")
    page, on = paging.page(request, rows), timezone.localdate()
    for agreement in page.rows:
        agreement.bars = shown.bars(selectors.use_of_agreement(agreement))
        agreement.tone = shown.AGREEMENT_TONES[agreement.status]
        agreement.warnings = selectors.warnings(agreement, on=on)
    return render_list(request, "programs/agreements.html", {"page": page, "may_manage": _may_manage(request)})


@requires(Permission.AGREEMENT_SEE)
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """What was agreed, how much of it is used, and what has happened to it."""
    seen = Agreement.objects.visible_to(request.membership)
    rows = selectors.agreements_with_use(seen.select_related("orderer", "host", "programme", "parent"))
    agreement = get_object_or_404(rows, pk=pk)
    call_offs = seen.filter(parent=agreement).select_related("orderer").order_by("valid_from", "pk")
    may_manage = _may_manage(request)
    context = {
        "agreement": agreement,
        "tone": shown.AGREEMENT_TONES[agreement.status],
        "bars": shown.bars(selectors.use_of_agreement(agreement)),
        "warnings": selectors.warnings(agreement, on=timezone.localdate()),
        "events": shown.timeline(selectors.agreement_history(agreement=agreement)),
        "orders": Order.objects.visible_to(request.membership).filter(agreement=agreement).order_by("-placed_at", "pk"),
        "call_offs": call_offs if agreement.kind == Agreement.Kind.FRAMEWORK else [],
        "may_change": may_manage and agreement.status != Status.ENDED,
        "may_activate": may_manage and agreement.status == Status.DRAFT,
        "in_force": may_manage and agreement.status == Status.ACTIVE,
        "may_roll_over": may_manage and agreement.status != Status.DRAFT and agreement.ceiling_seats is not None,
        "crumbs": _crumbs(),
    }
    return render(request, "programs/agreement.html", context)


@requires(Permission.AGREEMENT_MANAGE)
def agreement_new(request: HttpRequest) -> HttpResponse:
    form = AgreementForm(posted(request), initial={"version": 1}, membership=request.membership)
    if request.method == "POST" and form.is_valid():
        agreement = made(form, actions.create, by=request.user, at=timezone.now(), **form.values())
        if agreement:
            messages.success(request, _("The agreement is kept as a draft."))
            return redirect("programs:agreement", pk=agreement.pk)
    return _form(request, form, title=_("New agreement"), crumbs=_crumbs())


@requires(Permission.AGREEMENT_MANAGE)
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _mine(request, pk)
    form = AgreementForm(
        posted(request), initial=initial_of(agreement), membership=request.membership, agreement=agreement
    )
    if request.method == "POST" and form.is_valid():
        asked = {"agreement": agreement, "version": form.cleaned_data["version"], **form.values()}
        if act(form, actions.change, now=lambda: initial_of(Agreement.objects.get(pk=pk)), **asked):
            messages.success(request, _("The agreement is changed."))
            return redirect("programs:agreement", pk=pk)
    return _form(request, form, title=_("Change the agreement"), crumbs=_crumbs_of(agreement))


@requires(Permission.AGREEMENT_MANAGE)
@require_POST
def agreement_activate(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _mine(request, pk)
    with refusals_as_messages(request):
        actions.activate(agreement=agreement, by=request.user, at=timezone.now())
        messages.success(request, _("The agreement is in force, and its orderer sees it."))
    return redirect("programs:agreement", pk=pk)


@requires(Permission.AGREEMENT_MANAGE)
def agreement_end(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _mine(request, pk)
    back = reverse("programs:agreement", args=[pk])
    if request.method == "POST":
        with refusals_as_messages(request):
            actions.end(agreement=agreement, by=request.user, at=timezone.now())
            messages.success(request, _("The agreement is ended."))
        return redirect(back)
    return confirm(
        request,
        title=_("End agreement %(number)s?") % {"number": agreement.number},
        text=_("What has been ordered under it stays ordered. It can't be undone."),
        submit=_("End the agreement"),
        back=back,
    )


@requires(Permission.AGREEMENT_MANAGE)
def agreement_extend(request: HttpRequest, pk: int) -> HttpResponse:
    agreement, form = _mine(request, pk), Extend(posted(request))
    if request.method == "POST" and form.is_valid():
        who = {"by": request.user, "at": timezone.now()}
        if act(form, actions.extend, agreement=agreement, **who, **form.cleaned_data):
            messages.success(request, _("The agreement is extended."))
            return redirect("programs:agreement", pk=pk)
    return _form(request, form, title=_("Extend the agreement"), crumbs=_crumbs_of(agreement))


@requires(Permission.AGREEMENT_MANAGE)
def agreement_orders(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _mine(request, pk)
    sides = {"agreement": agreement, "membership": request.membership}
    form = Cover(posted(request), initial=initial_cover(**sides), **sides)

    def now() -> dict:
        return initial_cover(_mine(request, pk), request.membership)

    if form.is_valid() and act(form, actions.cover, now=now, agreement=agreement, **form.values()):
        messages.success(request, _("The orders under the agreement are saved."))
        return redirect("programs:agreement", pk=pk)
    return _form(request, form, title=_("Orders under the agreement"), crumbs=_crumbs_of(agreement))


@requires(Permission.AGREEMENT_MANAGE)
def agreement_roll_over(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _mine(request, pk)
    form = RollOver(posted(request), initial={"key": uuid4()}, agreement=agreement, membership=request.membership)
    if request.method == "POST" and form.is_valid():
        who = {"by": request.user, "at": timezone.now()}
        if act(form, actions.roll_over, old=agreement, **who, **form.cleaned_data):
            messages.success(request, _("The seats are rolled over."))
            return redirect("programs:agreement", pk=pk)
    return _form(request, form, title=_("Roll over unused seats"), crumbs=_crumbs_of(agreement))


def _mine(request: HttpRequest, pk: int) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.membership), pk=pk)


def _form(request: HttpRequest, form, *, title: str, crumbs: list[tuple[str, str]]) -> HttpResponse:
    return render(request, "programs/agreement_form.html", {"form": form, "title": title, "crumbs": crumbs})


def _may_manage(request: HttpRequest) -> bool:
    return request.membership.may(Permission.AGREEMENT_MANAGE)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Agreements"), reverse("programs:agreements"))]


def _crumbs_of(agreement: Agreement) -> list[tuple[str, str]]:
    return [*_crumbs(), (agreement.number, reverse("programs:agreement", args=[agreement.pk]))]
