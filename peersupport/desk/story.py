"""One person's way through the programme, as far as whoever looks may follow it (domain 7.8)."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.permissions import COORDINATORS, Permission, Role
from peersupport.directory.models import Person, Registration
from peersupport.privacy.models import Consent
from placements.models import FollowUp, Placement, SupervisionSession
from training.models import Certificate, Participation
from training.rules import Eligibility, Standing
from training.selectors import eligibility, payer_of

SEES_CONTACTS = (*COORDINATORS, Role.COURSE_LEADER, Role.SUPERVISOR)
SESSIONS = 30  # the latest; two years hold at most that many
SHOWN_OF_A_COURSE = (  # of the hundred columns that lie between a participation and who pays for it
    "status",
    "left_for",
    "admitted_at",
    "cohort__name",
    "cohort__starts_on",
    "cohort__ends_on",
    "seat__number",
    "seat__funding__funder",
    "seat__line__order__number",
    "seat__line__order__placed_at",
    "seat__line__order__orderer__name",
)
SHOWN_OF_A_PLACEMENT = (
    "status",
    "starts_on",
    "ends_on",
    "workplace__name",
    "employer__name",
    "supervisor__given_name",
    "supervisor__family_name",
    "plan__next_due_on",
)


@dataclass(frozen=True)
class Event:
    on: date
    text: str
    url: str = ""

    @property
    def when(self) -> str:
        return date_format(self.on, "j F Y")


@dataclass(frozen=True)
class Course:
    participation: Participation
    eligibility: Eligibility
    certificate: Certificate | None

    @property
    def standing(self) -> Standing:
        return self.eligibility.standing

    @property
    def left(self) -> str:
        """What is missing for a certificate, for somebody who may still get one."""
        waits = self.participation.status in (Participation.Status.ADMITTED, Participation.Status.NOT_COMPLETED)
        return self.eligibility.why_not_yet if waits else ""


@dataclass(frozen=True)
class Story:
    """What one reader sees of one person. Lists that the reader may not see are empty."""

    courses: list[Course]
    placements: list[Placement]
    events: list[Event]
    consents: list[Consent]
    registrations: list[Registration]
    sees_contacts: bool


def story(person: Person, membership) -> Story:
    """Seven queries, whatever happened to the person."""
    participations = _participations(person, membership)
    certificates = list(
        Certificate.objects.visible_to(membership)
        .filter(person=person)
        .only("participation", "number", "issued_on", "revoked_at")
    )
    placements = list(
        Placement.objects.visible_to(membership)
        .filter(person=person)
        .select_related("workplace", "employer", "supervisor", "plan")
        .only(*SHOWN_OF_A_PLACEMENT)
        .order_by("-starts_on")
    )
    by_course = {certificate.participation_id: certificate for certificate in certificates}
    courses = [Course(row, eligibility(row), by_course.get(row.pk)) for row in participations]
    events = [
        *(event for course in courses for event in _course_events(course, membership)),
        *(event for placement in placements for event in _placement_events(placement)),
        *_session_events(person, membership),
        *_follow_up_events(person, membership),
    ]
    is_coordinator = membership.role in COORDINATORS
    return Story(
        courses,
        placements,
        sorted(events, key=lambda event: event.on, reverse=True),
        _consents(person) if is_coordinator else [],
        _registrations(person) if is_coordinator else [],
        membership.role in SEES_CONTACTS,
    )


def _consents(person: Person) -> list[Consent]:
    return list(Consent.objects.known_to_others().filter(person=person).order_by("-given_at"))


def _registrations(person: Person) -> list[Registration]:
    rows = person.registrations.select_related("host").only("person", "host__name")
    return list(rows.order_by("registered_at"))


def _participations(person: Person, membership) -> list[Participation]:
    rows = Participation.objects.visible_to(membership).filter(person=person).with_requirements()
    rows = rows.select_related("cohort", "seat__line__order__orderer", "seat__funding").only(*SHOWN_OF_A_COURSE)
    return list(rows.order_by("-admitted_at"))


def _course_events(course: Course, membership) -> list[Event]:
    row = course.participation
    url = reverse("training:cohort", args=[row.cohort_id]) if membership.may(Permission.COHORT_SEE) else ""
    events = [Event(localtime(row.admitted_at).date(), _("Admitted to %(cohort)s") % {"cohort": row.cohort.name}, url)]
    if row.seat.line_id and membership.may(Permission.ORDER_SEE):
        order = row.seat.line.order
        text = _("%(payer)s ordered the seat, %(number)s") % {"payer": payer_of(row.seat), "number": row.seat.number}
        events.append(Event(localtime(order.placed_at).date(), text, reverse("programs:order", args=[order.number])))
    if course.certificate:
        text = _("Certificate %(number)s") % {"number": course.certificate.number}
        events.append(Event(course.certificate.issued_on, text))
        if course.certificate.revoked_at:
            events.append(Event(localtime(course.certificate.revoked_at).date(), _("The certificate was revoked")))
    return events


def _placement_events(placement: Placement) -> list[Event]:
    url, where = reverse("placements:placement", args=[placement.pk]), {"where": placement.workplace.name}
    events = [Event(placement.starts_on, _("Started at %(where)s") % where, url)]
    if placement.ends_on:
        events.append(Event(placement.ends_on, _("Ended at %(where)s") % where, url))
    return events


def _session_events(person: Person, membership) -> list[Event]:
    """That a session was held, never what it was about."""
    rows = SupervisionSession.objects.visible_to(membership).filter(placement__person=person)
    held = rows.order_by("-held_on").values_list("held_on", flat=True)[:SESSIONS]
    return [Event(day, _("Supervision held")) for day in held]


def _follow_up_events(person: Person, membership) -> list[Event]:
    rows = FollowUp.objects.visible_to(membership).filter(placement__person=person, held_on__isnull=False)
    return [
        Event(
            held_on,
            ngettext("Follow-up after %(n)s month held", "Follow-up after %(n)s months held", months) % {"n": months},
            reverse("placements:follow_up", args=[pk]),
        )
        for pk, months, held_on in rows.order_by("-held_on").values_list("pk", "months", "held_on")
    ]
