"""Organisations and who has which role in them."""

import uuid
from datetime import date, datetime

from django.contrib import messages
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.desk.actions import invitations
from peersupport.directory import invoicing, tree
from peersupport.directory.actions import memberships
from peersupport.directory.actions import organisations as actions
from peersupport.directory.actions.invitations import standing
from peersupport.directory.forms.invitation import InvitationForm
from peersupport.directory.forms.organisation import NewOrganisationForm, OrganisationForm, initial_of
from peersupport.directory.models import (
    Contact,
    Invitation,
    Membership,
    Organisation,
    OrganisationName,
    OrganisationRole,
    PersonAccess,
)
from peersupport.directory.roles import roles_to_end, roles_to_give
from peersupport.shared.calendar import Quarter
from peersupport.shared.paging import page
from peersupport.shared.query import number, search_text
from peersupport.shared.views import act, confirm, made, refusals_as_messages, render_list


@requires(Permission.ORGANISATION_SEE)
def organisations(request: HttpRequest) -> HttpResponse:
    query = search_text(request)
    rows = Organisation.objects.visible_to(request.membership).current()
    if query:
        rows = rows.called(query)
    if municipality := request.GET.get("kommun", ""):
        rows = rows.filter(municipality=municipality)
    named = rows.annotate(where=Coalesce("municipality__name", "county__name"), part_of=F("parent__name"))
    shown = page(request, named.only("name", "kind", "is_host").order_by("sort_name", "pk"))
    context = {
        "page": shown,
        "query": query,
        "kept": [("kommun", municipality)] if municipality else [],
        "may_add": request.membership.may(Permission.ORGANISATION_MANAGE),
    }
    return render_list(request, "desk/organisations.html", context)


@requires(Permission.ORGANISATION_SEE)
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    path = tree.path_to(found)
    bills = invoicing.details_of(found)
    roles, endable = roles_to_give(request.membership, found), roles_to_end(request.membership, found)
    members, waiting = [], []
    if request.membership.may(Permission.MEMBERSHIP_MANAGE):
        members = list(_members(request, found))
        waiting = _invitations(request, found, at=timezone.now())
    for member in members:
        member.can_end = member.role in endable and member.user_id != request.user.pk
    context = {
        "organisation": found,
        "crumbs": crumbs(*path[:-1]),
        "part_of": path[-2] if len(path) > 1 else None,
        "legal_person": tree.legal_person(path),
        "former_names": OrganisationName.objects.filter(organisation=found).order_by("-pk")[:20],
        **contacts_of(request, found),
        **_roles(found, on=timezone.localdate()),
        "invoicing": bills,
        "invoicing_of": next((one for one in path if bills and one.pk == bills.organisation_id), found),
        "members": members,
        "invitations": waiting,
        **_below(found),
        "may_invite": bool(roles),
        "may_change": _may_change(request, found),
        "sees_members": request.membership.may(Permission.MEMBERSHIP_MANAGE),
        "statement_url": _statement_url(request, found),
    }
    return render(request, "desk/organisation.html", context)


@requires(Permission.ORGANISATION_MANAGE)
def organisation_new(request: HttpRequest) -> HttpResponse:
    """A new organisation, or with ``?del-av=`` a part of one."""
    parent = _parent(request)
    form = NewOrganisationForm(
        request.POST or None, membership=request.membership, parent=parent, initial=_from_parent(parent)
    )
    asked = request.method == "POST" and form.is_valid()
    who = {"by": request.user, "at": timezone.now()}
    if asked and (added := made(form, actions.add, **who, **form.cleaned_data)):
        messages.success(request, _("The organisation is added."))
        return redirect("organisation", pk=added.pk)
    context = {"form": form, "parent": parent, "crumbs": crumbs(parent), "title": _("New organisation")}
    return render(request, "desk/organisation_form.html", context)


@requires(Permission.ORGANISATION_MANAGE)
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.managed_by(request.membership).select_related("parent"), pk=pk)
    form = OrganisationForm(
        request.POST or None,
        membership=request.membership,
        initial=initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        asked = {"organisation": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.change, now=lambda: initial_of(Organisation.objects.get(pk=pk)), **asked):
            messages.success(request, _("The changes are saved."))
            return redirect("organisation", pk=found.pk)
    context = {"form": form, "crumbs": crumbs(found.parent, found), "title": _("Change details")}
    return render(request, "desk/organisation_form.html", context)


@requires(Permission.MEMBERSHIP_MANAGE)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    roles = roles_to_give(request.membership, found)
    if not roles:
        messages.error(request, _("You can't give roles in this organisation."))
        return redirect("organisation", pk=found.pk)
    form = InvitationForm(request.POST or None, roles=roles, initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        done = act(
            form, invitations.invite, organisation=found, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        if done:
            messages.success(request, _("The invitation is on its way."))
            return redirect("organisation", pk=found.pk)
    return render(request, "desk/invite.html", {"form": form, "organisation": found, "crumbs": crumbs(found)})


@requires(Permission.MEMBERSHIP_MANAGE)
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Membership.objects.open().visible_to(request.membership).select_related("organisation", "user")
    membership = get_object_or_404(visible, pk=pk)
    back = reverse("organisation", args=[membership.organisation_id])
    if membership.user_id == request.user.pk:
        messages.error(request, _("Somebody else has to take your role from you."))
    elif membership.role not in roles_to_end(request.membership, membership.organisation):
        messages.error(request, _("You can't take this role from anybody."))
    elif request.method == "POST":
        with refusals_as_messages(request):
            memberships.end(membership=membership, by=request.user, at=timezone.now())
            messages.success(request, _("The role is taken back."))
    else:
        return _ask_about_the_end(request, membership, back)
    return redirect(back)


def _ask_about_the_end(request: HttpRequest, membership: Membership, back: str) -> HttpResponse:
    people = PersonAccess.objects.given_to(membership).values("person").distinct().count()
    text = _("They are out at their next click.")
    if people:
        text += " " + ngettext(
            "%(n)s person is in their sight in this role, and needs somebody else.",
            "%(n)s people are in their sight in this role, and need somebody else.",
            people,
        ) % {"n": people}
    title = _("Take the role %(role)s from %(who)s?")
    return confirm(
        request,
        title=title % {"role": membership.get_role_display(), "who": membership.user},
        text=text,
        submit=_("Take the role back"),
        back=back,
    )


def _visible(request: HttpRequest, pk: int) -> Organisation:
    rows = Organisation.objects.visible_to(request.membership).select_related("municipality", "county", "merged_into")
    return get_object_or_404(rows, pk=pk)


def _below(organisation: Organisation) -> dict[str, list[Organisation]]:
    """Its parts, and those that went up in it, the latest first; at most a hundred in all. One query."""
    parts, gone = Q(parent=organisation, merged_into=None), Q(merged_into=organisation)
    rows = list(Organisation.objects.filter(parts | gone).order_by("sort_name", "pk")[:100])
    went_up = [row for row in rows if row.merged_into_id]
    return {
        "parts": [row for row in rows if not row.merged_into_id],
        "gone_up_in_it": sorted(went_up, key=lambda row: row.merged_at, reverse=True),
    }


def _members(request: HttpRequest, organisation: Organisation):
    rows = Membership.objects.open().visible_to(request.membership).filter(organisation=organisation)
    return rows.select_related("user").order_by("role", "user__given_name", "pk")[:200]


def _invitations(request: HttpRequest, organisation: Organisation, *, at: datetime) -> list[Invitation]:
    """Those that nobody has taken up; ``works`` says whether somebody still can."""
    rows = Invitation.objects.visible_to(request.membership).waiting().filter(organisation=organisation)
    shown = list(rows.select_related("organisation").order_by("-invited_at")[:50])
    stand = set(standing(shown))
    for invitation in shown:
        invitation.works = invitation in stand and at < invitation.expires_at
    return shown


def contacts_of(request: HttpRequest, organisation: Organisation) -> dict[str, object]:
    """Whom to reach there, and whom it was; nothing for those who don't keep its contacts."""
    keeps, rows, on = organisation.contacts_kept_by(request.membership), [], timezone.localdate()
    if keeps:
        rows = list(Contact.objects.filter(organisation=organisation).order_by("role", "name", "pk")[:200])
    return {
        "keeps_contacts": keeps,
        "contacts": [row for row in rows if not row.is_over(on)],
        "former_contacts": [row for row in rows if row.is_over(on)],
    }


def _roles(organisation: Organisation, *, on: date) -> dict[str, list[OrganisationRole]]:
    """What it is to us on a day, or will be, and what it was. Whether it is a host is changed with its details."""
    rows = list(OrganisationRole.objects.filter(organisation=organisation).order_by("since", "role")[:50])
    for row in rows:
        row.can_end = row.until is None and row.role != OrganisationRole.Role.HOST
    return {
        "roles": [row for row in rows if not row.is_over(on)],
        "former_roles": [row for row in rows if row.is_over(on)],
    }


def _statement_url(request: HttpRequest, organisation: Organisation) -> str:
    """The quarter that goes on now, of whoever may order; "" for those who don't answer orders."""
    if organisation.is_host or not request.membership.may(Permission.ORDER_DECIDE):
        return ""
    now = Quarter.of(timezone.localdate())
    return reverse("programs:organisation_statement", args=[organisation.pk, now.year, now.number])


def _may_change(request: HttpRequest, organisation: Organisation) -> bool:
    return request.membership.may(Permission.ORGANISATION_MANAGE) and organisation.may_be_changed_by(request.membership)


def _parent(request: HttpRequest) -> Organisation | None:
    wanted = number(request, "del-av")
    if wanted is None:
        return None
    return get_object_or_404(Organisation.objects.managed_by(request.membership), pk=wanted)


def _from_parent(parent: Organisation | None) -> dict:
    if parent is None:
        return {"kind": Organisation.Kind.MUNICIPALITY}
    part = Organisation.Kind.UNIT if parent.kind in Organisation.PARTS else Organisation.Kind.DEPARTMENT
    where = {"municipality": parent.municipality_id, "county": parent.county_id}
    return {"kind": part, "parent": parent.pk} | where


def crumbs(*above: Organisation | None) -> list[tuple[str, str]]:
    """The way to a page about an organisation: the list, and those above that are given."""
    steps = [
        (organisation.name, reverse("organisation", args=[organisation.pk])) for organisation in above if organisation
    ]
    return [(_("Organisations"), reverse("organisations")), *steps]
