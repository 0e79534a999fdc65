"""The list of cohorts, a new one, one cohort's page, and its verbs."""

import uuid
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.paging import page
from peersupport.shared.query import search_text
from peersupport.shared.views import act, confirm, made, posted, refusals_as_messages, render_list
from programs.actions import cohorts as programs_cohorts
from programs.models import Cohort, Seat
from training import selectors
from training.actions import cohorts as actions
from training.forms.cohorts import Change, Copy, SetUp, initial_of, initial_of_copy
from training.models import Participation


@requires(Permission.COHORT_SEE)
def cohorts(request: HttpRequest) -> HttpResponse:
    rows = Cohort.objects.visible_to(request.membership).select_related("host", "county").order_by("-starts_on", "id")
    status, words = request.GET.get("status", ""), search_text(request)
    if status in Cohort.Status.values:
        rows = rows.filter(status=status)
    if words:
        rows = rows.filter(name__icontains=words)
    context = {
        "page": page(request, rows),
        "statuses": Cohort.Status.choices,
        "status": status,
        "words": words,
        "may_manage": request.membership.may(Permission.COHORT_MANAGE),
    }
    return render_list(request, "training/cohorts.html", context)


@requires(Permission.COHORT_MANAGE)
def cohort_new(request: HttpRequest) -> HttpResponse:
    form = SetUp(posted(request), membership=request.membership, initial={"key": uuid.uuid4(), "capacity": 12})
    if form.is_valid():
        cohort = made(form, actions.set_up, **form.values(), by=request.user, at=timezone.now())
        if cohort:
            messages.success(request, _("The cohort is saved as a draft with its course days."))
            _say_where_it_begins(request, cohort, asked=form.cleaned_data["starts_on"])
            return redirect("training:cohort", pk=cohort.pk)
    return render(request, "training/cohort_new.html", {"form": form})


@requires(Permission.COHORT_MANAGE)
def cohort_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft like this cohort. Its schedule is the next page: there stands what is odd about the new days."""
    found = get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
    form = Copy(posted(request), cohort=found, initial={"key": uuid.uuid4(), **initial_of_copy(found)})
    if form.is_valid():
        cohort = made(form, actions.set_up, **form.values(), by=request.user, at=timezone.now())
        if cohort:
            messages.success(request, _("The copy is saved as a draft. Look through its days, and open it for orders."))
            _say_where_it_begins(request, cohort, asked=form.cleaned_data["starts_on"])
            return redirect("training:schedule", pk=cohort.pk)
    return render(request, "training/cohort_copy.html", {"form": form, "cohort": found, "tab": "cohort"})


@requires(Permission.COHORT_MANAGE)
def cohort_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
    form = Change(posted(request), cohort=found, initial=initial_of(found))
    if form.is_valid():
        asked = {"cohort": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.change, now=lambda: initial_of(Cohort.objects.get(pk=pk)), **asked):
            messages.success(request, _("The changes are saved."))
            return redirect("training:cohort", pk=pk)
    return render(request, "training/cohort_edit.html", {"form": form, "cohort": found})


@requires(Permission.COHORT_MANAGE)
def cohort_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _managed(request, pk)
    if request.method == "POST":
        return _step(request, pk, programs_cohorts.cancel, _("The cohort is called off."))
    return confirm(
        request,
        title=_("Call off %(cohort)s?") % {"cohort": found},
        text=_(
            "Its seats are given back, and its orders wait for the next cohort in the county and track. "
            "This can't be undone."
        ),
        submit=_("Call off the cohort"),
        back=reverse("training:cohort", args=[pk]),
    )


@requires(Permission.COHORT_SEE)
def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(selectors.for_page(request.membership), pk=pk)
    participations = Participation.objects.visible_to(request.membership)
    seen = selectors.cohort_page(cohort=found, participations=participations, on=timezone.localdate())
    context = {"cohort": found, "seen": seen, "site": settings.SITE_URL, "tab": "cohort"}
    return render(request, "training/cohort.html", context)


@requires(Permission.COHORT_MANAGE)
@require_POST
def cohort_open(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, programs_cohorts.open_for_orders, _("The cohort is open for orders."))


@requires(Permission.COHORT_MANAGE)
def cohort_start(request: HttpRequest, pk: int) -> HttpResponse:
    """A press starts it. Before its first day the page asks first, for no more orders come in afterwards."""
    if request.method != "POST":
        found = _managed(request, pk)
        return confirm(
            request,
            title=_("Start %(cohort)s already?") % {"cohort": found},
            text=_("The first day is %(day)s. Once it runs, nobody can order seats in it. This can't be undone.")
            % {"day": date_format(found.starts_on, "l j F")},
            submit=_("Start the cohort"),
            back=reverse("training:cohort", args=[pk]),
        )
    return _step(request, pk, programs_cohorts.start, _("The cohort is running."))


@requires(Permission.COHORT_MANAGE)
def cohort_complete(request: HttpRequest, pk: int) -> HttpResponse:
    """A press completes it. Where orders pay for seats that nobody used, the page says so first."""
    if request.method != "POST":
        found = _managed(request, pk)
        unused = Seat.objects.unused_in(found).count()
        words = ngettext(
            "Nobody used %(n)s seat. It is charged by the terms of its order. This can't be undone.",
            "Nobody used %(n)s seats. They are charged by the terms of their orders. This can't be undone.",
            unused,
        )
        return confirm(
            request,
            title=_("Complete %(cohort)s?") % {"cohort": found},
            text=words % {"n": unused} if unused else _("No order has a seat that nobody used. This can't be undone."),
            submit=_("Complete the cohort"),
            back=reverse("training:cohort", args=[pk]),
        )
    return _step(request, pk, programs_cohorts.complete, _("The cohort is completed."))


def _say_where_it_begins(request: HttpRequest, cohort: Cohort, *, asked: date) -> None:
    if cohort.starts_on != asked:
        first = date_format(cohort.starts_on, "l j F")
        messages.warning(request, _("The day you chose is a weekend: the course begins on %s.") % first)


def _managed(request: HttpRequest, pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.managed_by(request.membership).select_related("host", "county"), pk=pk)


def _step(request: HttpRequest, pk: int, action, done: str) -> HttpResponse:
    found = _managed(request, pk)
    with refusals_as_messages(request):
        action(cohort=found, by=request.user, at=timezone.now())
        messages.success(request, done)
    return redirect("training:cohort", pk=pk)
