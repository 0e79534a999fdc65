"""Something right to send to the forms about work; see product_forms.py."""

import datetime as dt
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from peersupport.directory.models import Membership, Person
from peersupport.directory.tests.factories import MembershipFactory, MunicipalityFactory, RegistrationFactory
from peersupport.tests.senders import Sent, sent, signed_in, today
from placements.actions import staff_bookings
from placements.tests.conftest import make_cast
from placements.tests.factories import (
    EducationFactory,
    IntroductionFactory,
    MeetingFactory,
    OpeningFactory,
    ProposedTimeFactory,
    StaffAnswerFactory,
    StaffBookingFactory,
    WellnessPlanFactory,
    WorkplaceFactory,
    WorkWishFactory,
)


def _education() -> dict:
    return {
        "kind": "network",
        "title": "Vårträff",
        "description": "Ta med fika.",
        "day": (timezone.localdate() + dt.timedelta(days=30)).isoformat(),
        "begins": "13.00",
        "ends": "16:00",
        "place": "Västerås",
        "hours": "2.5",
        "capacity": "20",
        "for_everybody": "on",
    }


def education_new(client: Client) -> Sent:
    host = signed_in(client, regional=True).organisation
    return sent("placements:education_new", key=uuid4(), host=host.pk, **_education())


def education_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    begins = timezone.now() + dt.timedelta(days=20)
    planned = EducationFactory(starts_at=begins, ends_at=begins + dt.timedelta(hours=2))
    return sent("placements:education_edit", planned.pk, version="1", **_education())


def research_new(client: Client) -> Sent:
    signed_in(client, national=True)
    values = {"institution": "Testköpings universitet", "title": "Kamrater i arbete", "variables": "county"}
    days = {"approved_on": "2026-01-15", "first_on": "2025-01-01", "last_on": "2026-12-31", "keep_until": "2099-12-31"}
    return sent("placements:research_new", key=uuid4(), decision_number="2026-01234-01", **values, **days)


def education_needs(client: Client) -> Sent:
    signed_in(client, supervisor=True)
    return sent("placements:education_needs", key=uuid4(), themes="ethics")


def my_hours(client: Client) -> Sent:
    peer = signed_in(client, peer=True)
    RegistrationFactory(person__user=peer.user, host=peer.organisation)
    return sent("placements:my_hours", key=uuid4(), what="Studiecirkel", held_on=today(), hours="2.5")


def _peer(client: Client) -> tuple[Membership, Membership]:
    """A peer supporter who is signed in, and a coordinator whom they can turn to."""
    peer = signed_in(client, peer=True)
    RegistrationFactory(person__user=peer.user, host=peer.organisation)
    return peer, MembershipFactory(regional=True, organisation=peer.organisation)


def support(client: Client) -> Sent:
    _me, coordinator = _peer(client)
    return sent("placements:support", key=uuid4(), kind="support", to=coordinator.pk, how="call")


def support_contact(client: Client) -> Sent:
    _me, coordinator = _peer(client)
    return sent("placements:support_contact", contact=coordinator.pk)


def my_plan(client: Client) -> Sent:
    _peer(client)
    return sent("placements:my_plan", well="Promenader", signs="Jag sover sämre", helps="Ring mig")


def my_plan_share(client: Client) -> Sent:
    me, coordinator = _peer(client)
    WellnessPlanFactory(person=Person.objects.get(user=me.user))
    return sent("placements:my_plan_share", to=coordinator.pk, until=today())


def _wishes() -> dict:
    until = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    said = {"kinds": "ips", "not_kinds": "school", "municipality": MunicipalityFactory().pk, "km": "25"}
    return {**said, "percent_least": "25", "percent_most": "75", "from_on": today(), "until": until, "shares": "on"}


def my_wishes(client: Client) -> Sent:
    """Changes those that there are."""
    me, _coordinator = _peer(client)
    person = Person.objects.get(user=me.user)
    WorkWishFactory(person=person, written_by=me.user, until=timezone.localdate() + dt.timedelta(days=90))
    place = WorkplaceFactory(host=me.organisation)
    return sent("placements:my_wishes", version="1", avoids=place.pk, **_wishes())


def match_person_note(client: Client) -> Sent:
    host = signed_in(client, regional=True).organisation
    registered, place = RegistrationFactory(host=host), WorkplaceFactory(host=host)
    return sent("placements:match_person_note", registered.person_id, version="1", avoids=place.pk, **_wishes())


def opening(client: Client) -> Sent:
    """Changes the one that there is."""
    signed_in(client, national=True)
    wanted = OpeningFactory()
    values = {"places": "2", "percent_least": "25", "percent_most": "75", "from_on": today()}
    return sent("placements:opening", wanted.workplace_id, version="1", **values)


def meeting_plan(client: Client) -> Sent:
    """Changes the one that there is."""
    signed_in(client, national=True)
    planned = MeetingFactory()
    values = {"day": "2099-03-06", "begins": "13:30", "minutes": "12", "place": "Aulan"}
    return sent("placements:meeting_plan", planned.cohort_id, version="1", **values)


def introduction(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("placements:introduction", IntroductionFactory().pk, outcome="nothing")


def staff_booking_new(client: Client) -> Sent:
    signed_in(client, national=True)
    times = {f"day_{n}": f"2099-03-0{n}" for n in (1, 2, 3)} | {f"time_{n}": "13:00" for n in (1, 2, 3)}
    values = {"minutes": "90", "place": "Stora rummet", **times}
    return sent("placements:staff_booking_new", WorkplaceFactory().pk, key=uuid4(), **values)


def staff_booking_move(client: Client) -> Sent:
    signed_in(client, national=True)
    booking = StaffBookingFactory(status="booked", starts_at=timezone.now() + dt.timedelta(days=9))
    values = {"version": "1", "day": "2099-03-01", "time": "13:00", "minutes": "60", "place": "Lilla rummet"}
    return sent("placements:staff_booking_move", booking.workplace_id, booking.pk, **values)


def staff_sign_up(client: Client) -> Sent:
    time = ProposedTimeFactory()
    staff_bookings.choose(booking=time.booking, time=time, by=time.booking.leader, at=timezone.now())
    token = staff_bookings.link_to(time.booking)
    return sent("placements:staff_sign_up", token, key=uuid4(), staff="2", managers="1")


def workplace_move_on(client: Client) -> Sent:
    cast = make_cast()
    client.force_login(cast.clerk)
    into = WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host)
    values = {"into": into.pk, "ends_on": today(), "starts_over": "on", "override_reason": ""}
    return sent("placements:workplace_move_on", cast.workplace.pk, **values)


def workplace_turnover(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("placements:workplace_turnover", WorkplaceFactory(team_size=12).pk, newcomers="4")


_ANSWER = {"version": "1", "theme": "worries", "question": "Tål personen stress?", "answer": "Prata om det."}


def staff_answer_new(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("placements:staff_answer_new", **_ANSWER)


def staff_answer_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("placements:staff_answer_edit", StaffAnswerFactory().pk, **_ANSWER)


def placement_ends(client: Client) -> Sent:
    cast = make_cast()
    client.force_login(cast.clerk)
    placement = cast.start(starts_on=timezone.localdate(), at=timezone.now())
    values = {"version": "1", "employed_until": "2099-12-31", "funded_until": "2099-06-30"}
    return sent("placements:placement_ends", placement.pk, **values)
