"""Reads over several models: what a workplace still lacks, whom a supervisor meets, and the programme's figures."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership, Organisation
from placements.models import Placement, StaffSession, SupervisionPlan, SupervisionSession, Workplace
from programs.models import Programme
from training.models import Certificate, Participation


@dataclass(frozen=True)
class Check:
    """One thing that makes a workplace ready, and whether it is in place."""

    label: str
    is_done: bool
    detail: str = ""


def readiness(workplace: Workplace) -> list[Check]:
    """What a workplace needs before a peer supporter starts there (domain 1.5), done or not. One query.

    How many staff sessions is the programme's number; at least one of them has to have had a manager in the room.
    """
    needed = workplace.programme.staff_sessions
    held = workplace.staff_sessions.aggregate(
        n=Count("pk"), with_manager=Count("pk", filter=Q(managers_present__gte=1))
    )
    return [
        Check(_("a named manager"), bool(workplace.manager_name), workplace.manager_name),
        Check(_("a named contact person at the workplace"), bool(workplace.contact_name), workplace.contact_name),
        Check(
            ngettext("%(count)s staff session held", "%(count)s staff sessions held", needed) % {"count": needed},
            held["n"] >= needed,
            _("%(held)s of %(needed)s") % {"held": held["n"], "needed": needed},
        ),
        Check(_("a manager present at one staff session at least"), needed == 0 or held["with_manager"] > 0),
    ]


def missing(workplace: Workplace) -> list[str]:
    """What is not yet in place, in words; nothing when the workplace can be declared ready. One query."""
    return [check.label for check in readiness(workplace) if not check.is_done]


def staff_reached(workplace: Workplace) -> QuerySet[StaffSession]:
    return workplace.staff_sessions.select_related("led_by").order_by("number")


def supervisors(host: Organisation) -> QuerySet[User]:
    """Who may supervise the people whom ``host`` answers for."""
    members = Membership.objects.open().filter(organisation=host, role=Role.SUPERVISOR)
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by(
        "family_name", "given_name", "pk"
    )


def supervisor_at(placement: Placement) -> QuerySet[Membership]:
    """The membership by which the placement's supervisor supervises; none when they have lost the role."""
    members = Membership.objects.open().filter(role=Role.SUPERVISOR, user__is_active=True)
    return members.filter(user=placement.supervisor_id, organisation=placement.host_id)


def managers_at(owner: Organisation) -> QuerySet[Membership]:
    """Who may be the manager of a unit of ``owner``: unit managers there, or in what it is a part of.

    A slip in an address must not show a person to a stranger, so nobody else counts.
    """
    organisations = [pk for pk in (owner.pk, owner.parent_id) if pk]
    return Membership.objects.open().filter(
        role=Role.UNIT_MANAGER, organisation__in=organisations, user__is_active=True
    )


def managers_of(workplace: Workplace) -> QuerySet[Membership]:
    """The memberships by which the unit's manager manages it; none when they have no account or have lost the role."""
    return managers_at(workplace.owner).filter(user=workplace.manager_id)


def lapsed_supervision(membership) -> QuerySet[Placement]:
    """Active placements whose supervisor no longer has the role at the host: they need another one.

    Found from the roles that have ended, which are few, so that it costs the same however many placements there are.
    """
    roles = Membership.objects.filter(role=Role.SUPERVISOR)
    lost = roles.filter(ended_at__isnull=False).values("user")
    has_it = roles.open().filter(user=OuterRef("supervisor"), organisation=OuterRef("host"))
    return Placement.objects.visible_to(membership).active().filter(~Exists(has_it), supervisor__in=lost)


def to_place(membership, *, search: str = "") -> QuerySet[Certificate]:
    """Certificates of those who can start somewhere, the newest first: without a search, those not at work now."""
    found = Certificate.objects.visible_to(membership).in_force().select_related("person", "participation__cohort")
    words = search.lower().split()
    if words:
        found = found.annotate(given=Lower("person__given_name"), family=Lower("person__family_name"))
        for word in words:
            found = found.filter(Q(given__contains=word) | Q(family__contains=word))
    else:
        found = found.exclude(Exists(Placement.objects.active().filter(person=OuterRef("person"))))
    return found.order_by("-pk")


@dataclass(frozen=True)
class Peer:
    """Somebody whom a supervisor meets: the active placement, the last session and the next."""

    placement: Placement
    next_due_on: date | None
    last_held_on: date | None

    def is_late(self, on: date) -> bool:
        return self.next_due_on is not None and self.next_due_on < on


def peers_of(membership) -> list[Peer]:
    """A supervisor's own peer supporters at the host that they act for, who waits longest first. One query."""
    rows = (
        Placement.objects.visible_to(membership)
        .active()
        .select_related("person", "workplace", "plan")
        .annotate(last_held_on=Max("sessions__held_on"))
        .order_by(F("plan__next_due_on").asc(nulls_last=True), "pk")
    )
    return [Peer(row, row.plan.next_due_on, row.last_held_on) for row in rows]


SHOWN_OF_A_PLAN = (
    "next_due_on",
    "placement__person__given_name",
    "placement__person__family_name",
    "placement__workplace__name",
    "placement__supervisor__given_name",
    "placement__supervisor__family_name",
)


def plans(membership) -> QuerySet[SupervisionPlan]:
    """Supervision to come, late first, with the day of the last session."""
    last = SupervisionSession.objects.filter(placement=OuterRef("placement")).order_by("-held_on")
    return (
        SupervisionPlan.objects.visible_to(membership)
        .running()
        .select_related("placement__person", "placement__workplace", "placement__supervisor")
        .only(*SHOWN_OF_A_PLAN)
        .annotate(last_held_on=last.values("held_on")[:1])
        .order_by("next_due_on", "pk")
    )


def placements_started(*, programme: Programme) -> int:
    """Placements that people certified in the programme have started, whether they go on or have ended."""
    return Placement.objects.filter(participation__cohort__programme=programme).count()


def certified_without_placement(*, programme: Programme) -> int:
    """People with a valid certificate of the programme who have never started a placement."""
    certified = Participation.objects.filter(
        Exists(Certificate.objects.in_force().filter(participation=OuterRef("pk"))),
        cohort__programme=programme,
        status=Participation.Status.CERTIFIED,
    )
    never = certified.exclude(Exists(Placement.objects.filter(person=OuterRef("person"))))
    return never.aggregate(n=Count("person", distinct=True))["n"]


def workplaces_ready(*, programme: Programme) -> int:
    return Workplace.objects.ready().filter(programme=programme).count()


def counties_with_a_placement(*, programme: Programme) -> list[str]:
    """Codes of the counties where people certified in the programme have started."""
    placed = Placement.objects.filter(participation__cohort__programme=programme)
    counties = placed.values_list("workplace__municipality__county", flat=True).distinct()
    return list(counties.order_by("workplace__municipality__county"))
