"""Funding sources: who pays besides orderers, and how much of it is used."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import paging
from peersupport.shared.views import act, made, render_list
from programs import selectors
from programs.actions import funding as actions
from programs.forms.funding import FundingForm, initial_of
from programs.models import Cohort, FundingSource
from programs.views import shown


@requires(Permission.FUNDING_SEE)
def funding(request: HttpRequest) -> HttpResponse:
    """Every source with how much of its budget is used; the last granted first."""
    seen = FundingSource.objects.visible_to(request.membership).select_related("programme")
    newest = F("granted_on").desc(nulls_last=True)
    page = paging.page(request, selectors.funding_with_use(seen).order_by(newest, "-pk"))
    for source in page.rows:
        source.bars = shown.bars(selectors.use_of_funding(source))
    context = {"page": page, "may_manage": _may_manage(request)}
    return render_list(request, "programs/funding.html", context)


@requires(Permission.FUNDING_SEE)
def funding_source(request: HttpRequest, pk: int) -> HttpResponse:
    """What it pays for, of how much, and in which cohorts."""
    seen = FundingSource.objects.visible_to(request.membership).select_related("programme", "agreement")
    source = get_object_or_404(selectors.funding_with_use(seen), pk=pk)
    use = selectors.use_of_funding(source)
    cohorts = selectors.cohorts_paid_by(source=source, among=Cohort.objects.visible_to(request.membership))
    context = {
        "source": source,
        "use": use,
        "bars": shown.bars(use),
        "warnings": selectors.warnings_of_use(use),
        "cohorts": cohorts,
        "elsewhere": use.seats - sum(seats for _cohort, seats, _price in cohorts),
        "may_manage": _may_manage(request),
        "crumbs": _crumbs(),
    }
    return render(request, "programs/funding_source.html", context)


@requires(Permission.FUNDING_MANAGE)
def funding_new(request: HttpRequest) -> HttpResponse:
    form = FundingForm(request.POST or None, initial={"version": 1}, membership=request.membership)
    if request.method == "POST" and form.is_valid():
        source = made(form, actions.create, **form.values())
        if source:
            messages.success(request, _("The funding source is added."))
            return redirect("programs:funding_source", pk=source.pk)
    context = {"form": form, "title": _("New funding source"), "crumbs": _crumbs()}
    return render(request, "programs/funding_form.html", context)


@requires(Permission.FUNDING_MANAGE)
def funding_edit(request: HttpRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(FundingSource.objects.visible_to(request.membership), pk=pk)
    form = FundingForm(request.POST or None, initial=initial_of(source), membership=request.membership, source=source)
    if request.method == "POST" and form.is_valid():
        asked = {"source": source, "version": form.cleaned_data["version"], **form.values()}
        if act(form, actions.change, now=lambda: initial_of(FundingSource.objects.get(pk=pk)), **asked):
            messages.success(request, _("The funding source is changed."))
            return redirect("programs:funding_source", pk=pk)
    here = (str(source), reverse("programs:funding_source", args=[pk]))
    context = {"form": form, "title": _("Change the funding source"), "crumbs": [*_crumbs(), here]}
    return render(request, "programs/funding_form.html", context)


def _may_manage(request: HttpRequest) -> bool:
    return request.membership.may(Permission.FUNDING_MANAGE)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Funding"), reverse("programs:funding"))]
