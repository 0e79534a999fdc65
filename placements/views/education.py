"""Continuing education and network meetings: what is given, who goes, who was there, and the hours that it makes."""

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission, Role
from peersupport.directory.models import Organisation, Person
from peersupport.shared import filters, paging
from peersupport.shared.query import choice, search_text
from peersupport.shared.views import act, confirm, made, posted, refusals_as_messages, render_list
from placements import selectors
from placements.actions import education as actions
from placements.forms.education import ChangeEducation, NewEducation, RaiseNeed, ReportHours, initial_of
from placements.models import Education, EducationHours, SignUp
from placements.views.own import for_ones_own

TO_COME, PAST = "", "tidigare"


@requires(Permission.EDUCATION_SEE)
def education_list(request: HttpRequest) -> HttpResponse:
    now, may = timezone.now(), request.membership.may
    when = choice(request, "nar", [TO_COME, PAST])
    rows = selectors.education_of(request.membership)
    rows = rows.past(now).order_by("-starts_at", "pk") if when else rows.to_come(now).order_by("starts_at", "pk")
    context = {
        "page": paging.page(request, rows),
        "filters": filters.links(
            request, "nar", [(TO_COME, _("To come")), (PAST, _("Past"))], chosen=when, label=_("When")
        ),
        "may_plan": may(Permission.EDUCATION_MANAGE),
        "is_mine": may(Permission.OWN_EDUCATION),
        "may_ask": may(Permission.EDUCATION_ASK),
        "needs": selectors.needs_raised(request.membership, on=timezone.localdate(now)),
    }
    return render_list(request, "placements/education_list.html", context)


@requires(Permission.EDUCATION_MANAGE)
def education_new(request: HttpRequest) -> HttpResponse:
    form = NewEducation(posted(request), hosts=_hosts(request), initial={"key": uuid.uuid4()})
    if form.is_valid():
        planned = made(form, actions.plan, by=request.user, at=timezone.now(), **form.what())
        if planned:
            messages.success(request, _("It is open for sign-up."))
            return redirect("placements:education", pk=planned.pk)
    context = {"form": form, "title": _("New education"), "crumbs": _crumbs()}
    return render(request, "placements/education_form.html", context)


@requires(Permission.EDUCATION_SEE)
def education(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(selectors.education_of(request.membership), pk=pk)
    manages = _managed(request).filter(pk=pk).exists() if request.membership.may(Permission.EDUCATION_MANAGE) else False
    is_open = found.takes_sign_ups(now)
    context = {
        "education": found,
        "sign_ups": list(selectors.sign_ups_in(education=found, membership=request.membership)) if manages else [],
        "manages": manages,
        "is_open": is_open,
        "is_mine": request.membership.may(Permission.OWN_EDUCATION),
        "notes_who_came": manages and found.status != Education.Status.CALLED_OFF and now >= found.starts_at,
        "crumbs": _crumbs(),
    }
    return render(request, "placements/education.html", context)


@requires(Permission.EDUCATION_MANAGE)
def education_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_managed(request), pk=pk)
    form = ChangeEducation(posted(request), initial=initial_of(found))
    if form.is_valid():
        asked = {"education": found, "by": request.user, "at": timezone.now(), **form.what()}
        if act(form, actions.change, now=lambda: initial_of(Education.objects.get(pk=pk)), **asked):
            messages.success(request, _("The changes are saved. Who goes there is told of another time or place."))
            return redirect("placements:education", pk=pk)
    context = {"form": form, "title": _("Change the education"), "crumbs": _crumbs(found)}
    return render(request, "placements/education_form.html", context)


@requires(Permission.EDUCATION_MANAGE)
def education_call_off(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_managed(request), pk=pk)
    back = reverse("placements:education", args=[pk])
    if request.method == "POST":
        with refusals_as_messages(request):
            actions.call_off(education=found, by=request.user, at=timezone.now())
            messages.success(request, _("It is called off, and everybody who signed up is told."))
        return redirect(back)
    return confirm(
        request,
        title=_("Call off %(title)s?") % {"title": found},
        text=_("Everybody who has signed up is written to. It can't be undone."),
        submit=_("Call it off"),
        back=back,
    )


@requires(Permission.EDUCATION_MANAGE)
def education_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom a coordinator can sign up: certified people who haven't."""
    found = get_object_or_404(_managed(request), pk=pk)
    query = search_text(request)
    people = selectors.to_sign_up(education=found, membership=request.membership, search=query)
    context = {"education": found, "page": paging.page(request, people), "query": query, "crumbs": _crumbs(found)}
    return render_list(request, "placements/education_people.html", context)


@requires(Permission.EDUCATION_MANAGE)
@require_POST
def education_sign_up(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    found = get_object_or_404(_managed(request), pk=pk)
    whom = get_object_or_404(Person.objects.visible_to(request.membership), pk=person)
    with refusals_as_messages(request):
        signed = actions.sign_up(education=found, person=whom, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s: %(status)s.") % {"name": whom, "status": signed.get_status_display()})
    return redirect("placements:education", pk=pk)


@requires(Permission.EDUCATION_MANAGE)
@require_POST
def education_withdraw(request: HttpRequest, pk: int, sign_up: int) -> HttpResponse:
    found = get_object_or_404(_managed(request), pk=pk)
    rows = SignUp.objects.visible_to(request.membership).filter(education=found).select_related("education")
    one = get_object_or_404(rows, pk=sign_up)
    with refusals_as_messages(request):
        actions.withdraw(sign_up=one, by=request.user, at=timezone.now())
        messages.success(request, _("The place is given back. Who waits longest gets it."))
    return redirect("placements:education", pk=pk)


@requires(Permission.EDUCATION_MANAGE)
@require_POST
def education_came(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was there: the ticked ones among those with a place."""
    found = get_object_or_404(_managed(request), pk=pk)
    came = {int(value) for value in request.POST.getlist("came") if value.isascii() and value.isdigit()}
    with refusals_as_messages(request):
        actions.note_who_came(education=found, came=came, by=request.user, at=timezone.now())
        messages.success(request, _("It is noted who was there, and they have their hours."))
    return redirect("placements:education", pk=pk)


@requires(Permission.OWN_EDUCATION)
@require_POST
def education_join(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Education.objects.visible_to(request.membership), pk=pk)
    me = Person.objects.visible_to(request.membership).first()
    if me is None:
        messages.error(request, _("Your account isn't tied to you yet. Ask your coordinator."))
        return redirect("placements:education", pk=pk)
    with refusals_as_messages(request):
        mine = actions.sign_up(education=found, person=me, by=request.user, at=timezone.now())
        if mine.status == SignUp.Status.PLACED:
            messages.success(request, _("You have a place. Welcome!"))
        else:
            messages.success(request, _("You are on the waiting list. We write to you if a place comes free."))
    return redirect("placements:education", pk=pk)


@requires(Permission.OWN_EDUCATION)
@require_POST
def education_leave(request: HttpRequest, pk: int) -> HttpResponse:
    rows = SignUp.objects.visible_to(request.membership).select_related("education")
    mine = get_object_or_404(rows, education=pk)
    with refusals_as_messages(request):
        actions.withdraw(sign_up=mine, by=request.user, at=timezone.now())
        messages.success(request, _("You have given back your place."))
    return redirect("placements:education", pk=pk)


@requires(Permission.OWN_EDUCATION)
@for_ones_own
def my_hours(request: HttpRequest, me: Person) -> HttpResponse:
    """One's own hours, and a form for what somebody else gave."""
    form = ReportHours(posted(request), initial={"key": uuid.uuid4()})
    if form.is_valid():
        asked = {"person": me, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if made(form, actions.report_hours, **asked):
            messages.success(request, _("The hours are reported. They count once your coordinator has said yes."))
            return redirect("placements:my_hours")
    context = {"form": form, "ledger": selectors.ledger_of(request.membership), "crumbs": _crumbs()}
    return render(request, "placements/my_hours.html", context)


@requires(Permission.EDUCATION_MANAGE)
def hours_to_decide(request: HttpRequest) -> HttpResponse:
    rows = EducationHours.objects.visible_to(request.membership).to_decide().select_related("person", "host")
    context = {"page": paging.page(request, rows.order_by("noted_at", "pk")), "crumbs": _crumbs()}
    return render_list(request, "placements/hours_to_decide.html", context)


@requires(Permission.EDUCATION_MANAGE)
@require_POST
def hours_count(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, counts=True)


@requires(Permission.EDUCATION_MANAGE)
@require_POST
def hours_decline(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, counts=False)


@requires(Permission.EDUCATION_ASK)
def education_needs(request: HttpRequest) -> HttpResponse:
    """What supervision has shown that people want to learn more about: themes, and nobody's name."""
    form = RaiseNeed(posted(request), initial={"key": uuid.uuid4()})
    if form.is_valid():
        asked = {"host": request.membership.organisation, "by": request.user, "at": timezone.now()}
        if act(form, actions.raise_need, **asked, **form.cleaned_data):
            messages.success(request, _("Thank you. The coordinators see what is wished for, and not by whom."))
            return redirect("placements:education_list")
    return render(request, "placements/education_needs.html", {"form": form, "crumbs": _crumbs()})


def _decide(request: HttpRequest, pk: int, *, counts: bool) -> HttpResponse:
    row = get_object_or_404(EducationHours.objects.visible_to(request.membership), pk=pk)
    with refusals_as_messages(request):
        actions.decide_hours(row=row, counts=counts, by=request.user, at=timezone.now())
        messages.success(request, _("The hours count.") if counts else _("The hours don't count."))
    return redirect("placements:hours_to_decide")


def _managed(request: HttpRequest) -> QuerySet[Education]:
    return Education.objects.managed_by(request.membership).select_related("host")


def _hosts(request: HttpRequest) -> QuerySet[Organisation]:
    hosts = Organisation.objects.hosts().order_by("sort_name", "pk")
    if request.membership.role == Role.NATIONAL_COORDINATOR:
        return hosts
    return hosts.filter(pk=request.membership.organisation_id)


def _crumbs(*above: Education) -> list[tuple[str, str]]:
    steps = [(row.title, reverse("placements:education", args=[row.pk])) for row in above]
    return [(_("Continuing education"), reverse("placements:education_list")), *steps]
