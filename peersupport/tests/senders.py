"""Who sends each form of the product, where to, and something right to send.

What a builder makes is the smallest world in which its form is taken; it signs the sender in.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Membership, Organisation
from peersupport.directory.tests.factories import (
    CountyFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
)
from peersupport.documents.tests.files import pdf
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.tests.catalogue import Upload
from placements.models import Placement
from placements.tests.conftest import make_cast
from placements.tests.factories import (
    PlacementPauseFactory,
    SupervisionSessionFactory,
    SupervisorLeaveFactory,
    WorkplaceFactory,
)
from programs.models import OrderLine
from programs.tests.factories import (
    AgreementFactory,
    CancellationFactory,
    CancellationStepFactory,
    CohortFactory,
    CohortLeaderFactory,
    FundingSourceFactory,
    InvoiceBasisFactory,
    OrderFactory,
    OrderLineFactory,
    PriceFactory,
    PriceListFactory,
    ProgrammeFactory,
    SeatEntryFactory,
    SeatFactory,
    SupervisionPhaseFactory,
)
from programs.tests.invoicing import locked, supplier
from training.actions import drafts, pages
from training.models import Application, Participation
from training.rules import CRITERIA
from training.selectors import start_move as start_plan
from training.tests.factories import (
    ApplicationFactory,
    AskedQuestionFactory,
    AssessorFactory,
    AttendanceFactory,
    AttendanceStatusFactory,
    CertificateFactory,
    CourseDayFactory,
    CourseSessionFactory,
    EvaluationFactory,
    EvaluationQuestionFactory,
    HomeAssignmentFactory,
    InterviewTimeFactory,
    MaterialFactory,
    ModuleFactory,
    ParticipationFactory,
    PauseFactory,
    RespondentFactory,
)
from training.tests.steps import written


@dataclass(frozen=True)
class Sent:
    """An address and something right to send there."""

    path: str
    values: dict[str, object]


def sent(url_name: str, /, *args, query: str = "", **values) -> Sent:
    return Sent(reverse(url_name, args=args) + query, values)


def signed_in(client: Client, **traits) -> Membership:
    membership = MembershipFactory(**traits)
    client.force_login(membership.user)
    return membership


def today() -> str:
    return timezone.localdate().isoformat()


# programs
def _programme_values() -> dict:
    phases = {"until_1": "4", "every_1": "7", "until_2": "12", "every_2": "14", "until_3": "52", "every_3": "30"}
    phases |= {"group_1": "14", "group_2": "14", "group_3": "30", "group_last": "30", "check_in_weeks": "2, 6, 12"}
    phases |= {"late_1": "14", "late_2": "14", "late_3": "35", "late_last": "60"}
    terms = {"before_1": "30", "percent_1": "0", "before_2": "8", "percent_2": "50", "before_3": "3", "percent_3": "80"}
    return {
        "name": "Peer",
        "spelled_out": "Peer support",
        "seat_price": "68000",
        "attendance_percent": "80",
        "summing_up": "on",
        "assignments": "on",
        "guidelines": "",
        "study_weeks": "1, 3, 5",
        "days_per_week": "5",
        "replace_until_day": "2",
        "pause_days": "30",
        "peers_per_supervisor": "14",
        "staff_sessions": "3",
        "readiness": "decision",
        "reached_percent": "60",
        "turnover_percent": "30",
        "follow_up_months": "1, 3, 6",
        "certificate_months": "24",
        "renewal_hours": "12",
        "assessors": "2",
        "consent_version": "2026-1",
        "tracks": "socialpsykiatri",
        "needs_approval": "on",
        "hold_days": "14",
        "release_days": "30",
        "offer_days": "5",
        "terms_version": "2026-1",
        **phases,
        **terms,
        "percent_last": "100",
        "every_last": "60",
    }


def programme_new(client: Client) -> Sent:
    owner = signed_in(client, national=True).organisation
    return sent("programs:programme_new", version="1", owner=owner.pk, is_open="on", **_programme_values())


def programme_edit(client: Client) -> Sent:
    owner = signed_in(client, national=True).organisation
    programme = ProgrammeFactory(owner=owner)
    SupervisionPhaseFactory(programme=programme, until_week=None, every_days=45)
    CancellationStepFactory(programme=programme, days_before=None, percent=90)
    values = {"owner": owner.pk, "version": programme.version, "is_open": "on"} | _programme_values()
    return sent("programs:programme_edit", programme.pk, **values)


def guidelines_new(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("programs:guidelines_new", ProgrammeFactory().pk, text="Vi lyssnar först.")


def _funding_values() -> dict:
    period = {"granted_on": "2026-01-15", "valid_from": "2026-01-01", "valid_until": "2026-12-31"}
    budget = {"amount": "1500000", "target_seats": "20"}
    return {"kind": "grant", "funder": "Fonden", "registry_number": "4.3-11", "agreement": "", **period, **budget}


def funding_new(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("programs:funding_new", version="1", programme=ProgrammeFactory().pk, **_funding_values())


def funding_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    source = FundingSourceFactory(funder="En annan fond")
    return sent("programs:funding_edit", source.pk, version="1", **_funding_values())


def _agreement_values(host: Organisation, **other) -> dict:
    period = {"valid_from": "2026-01-01", "valid_until": "2026-12-31"}
    ceilings = {"ceiling_seats": "20", "ceiling_amount": "1500000"}
    sides = {"kind": "direct", "parent": "", "orderer": OrganisationFactory().pk, "host": host.pk}
    return {"number": "KS 2026/114", **sides, **period, **ceilings, **other}


def agreement_new(client: Client) -> Sent:
    host = signed_in(client, regional=True).organisation
    values = _agreement_values(host, programme=ProgrammeFactory().pk)
    return sent("programs:agreement_new", version="1", **values)


def agreement_edit(client: Client) -> Sent:
    host = signed_in(client, national=True).organisation
    agreement = AgreementFactory(draft=True, valid_from="2025-01-01", valid_until="2025-12-31")
    values = _agreement_values(host, programme=ProgrammeFactory().pk)
    return sent("programs:agreement_edit", agreement.pk, version="1", **values)


def agreement_extend(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("programs:agreement_extend", AgreementFactory().pk, until="2027-12-31", reference="KS 2026/201")


def agreement_orders(client: Client) -> Sent:
    signed_in(client, national=True)
    agreement = AgreementFactory()
    sides = {"order__orderer": agreement.orderer, "order__programme": agreement.programme}
    covered = OrderLineFactory(**sides, order__agreement=agreement).order
    order = OrderLineFactory(**sides).order
    shown = f"{covered.pk},{order.pk}"
    return sent("programs:agreement_orders", agreement.pk, version="1", shown=shown, orders=order.pk)


def agreement_roll_over(client: Client) -> Sent:
    signed_in(client, national=True)
    old = AgreementFactory()
    sides = {"orderer": old.orderer, "host": old.host, "programme": old.programme}
    new = AgreementFactory(**sides, valid_from="2027-01-01", valid_until="2027-12-31")
    return sent("programs:agreement_roll_over", old.pk, key=uuid4(), new=new.pk, seats="2")


def prices_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    kinds = ("seats", "staff", "supervision", "education")
    values = {f"price_{kind}": "1000" for kind in kinds} | {f"vat_{kind}": "E" for kind in kinds}
    return sent("programs:prices_edit", ProgrammeFactory().pk, 2026, version="1", **values)


def basis_references(client: Client) -> Sent:
    signed_in(client, national=True)
    values = {
        "buyer_reference": "ZZ1",
        "order_reference": "PO-1",
        "contract_reference": "RA-1",
        "invoicing_object": "P 9",
    }
    return sent("programs:basis_references", InvoiceBasisFactory().number, version="1", **values)


def basis_credit(client: Client) -> Sent:
    signed_in(client, national=True)
    basis = locked(supplier(), OrganisationFactory(org_number="2120000142"))
    return sent("programs:basis_credit", basis.number, lines=basis.charges.get().pk, anew="on")


def order_new(client: Client) -> Sent:
    signed_in(client, orderer=True)
    return sent("programs:order_new", CohortFactory().pk, key=uuid4(), quantity="2")


def order_new_on_behalf(client: Client) -> Sent:
    signed_in(client, national=True)
    values = {"orderer": OrganisationFactory().pk, "quantity": "2"}
    return sent("programs:order_new", CohortFactory().pk, key=uuid4(), **values)


def order_next(client: Client) -> Sent:
    signed_in(client, orderer=True)
    where = {"programme": ProgrammeFactory().pk, "county": CountyFactory().pk, "track": "socialpsykiatri"}
    return sent("programs:order_next", key=uuid4(), quantity="2", **where)


def _draft(client: Client, **line) -> OrderLine:
    """A line of a draft of somebody who is signed in."""
    orderer = signed_in(client, orderer=True)
    order = OrderFactory(draft=True, orderer=orderer.organisation, placed_by=orderer.user)
    return OrderLineFactory(order=order, status="draft", **line)


def draft_seats(client: Client) -> Sent:
    line = _draft(client)
    return sent("programs:draft_seats", line.order_id, version="1", cohort=line.cohort_id, quantity="3")


_FUNDS = {"paid_from": "grant", "paid_from_note": "Prioriterade insatser"}


def _payer_values(order) -> dict:
    texts = dict.fromkeys(["order_reference", "contract_reference", "invoicing_object", "decision"], "4500")
    contact = {"contact_name": "Ekonomin", "contact_email": "ekonomi@kommun.example", "contact_phone": "070-174 06 05"}
    contact |= {"decided_by_whom": "Socialchefen, delegation 4.2", "workplaces": "Boendestödet\r\nTräffpunkten"}
    values = {"version": "1", "payer": order.orderer_id, "reference": "4711", "legal_form": "iop", **texts, **contact}
    return {"reference_later": "on", **values}


def draft_payer(client: Client) -> Sent:
    order = _draft(client).order
    period = {"valid_from": dt.date(2020, 1, 1), "valid_until": dt.date(2099, 12, 31)}
    agreed = AgreementFactory(orderer=order.orderer, programme=order.programme, **period)
    return sent("programs:draft_payer", order.pk, agreement=agreed.pk, **_FUNDS, **_payer_values(order))


def _sent_line(client: Client) -> OrderLine:
    """A line of a sent order of somebody who is signed in, with its seats."""
    orderer = signed_in(client, orderer=True)
    made = OrderLineFactory(order__orderer=orderer.organisation)
    for seat in SeatFactory.create_batch(2, line=made):
        SeatEntryFactory(seat=seat)
    return made


def order_edit(client: Client) -> Sent:
    order = _sent_line(client).order
    return sent("programs:order_edit", order.number, **_payer_values(order))


def order_case_number(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("programs:order_case_number", OrderLineFactory().order.number, version="1", our_case_number="2026-114")


def line_quantity(client: Client) -> Sent:
    line = _sent_line(client)
    return sent("programs:line_quantity", line.order.number, line.pk, version="1", fee="0", quantity="3")


def line_cancel(client: Client) -> Sent:
    line = _sent_line(client)
    extra = OrderLineFactory(order=line.order, kind="staff", status="ordered")
    return sent("programs:line_cancel", line.order.number, extra.pk, fee="0")


def line_split(client: Client) -> Sent:
    line = _sent_line(client)
    orderer = line.order.orderer
    orderer.county = CountyFactory()
    orderer.save()
    region = OrganisationFactory(kind="region", county=orderer.county)
    values = {"version": "1", "quantity": "1", "cost_bearer": region.pk, "buyer_reference": "RS 12", **_FUNDS}
    return sent("programs:line_split", line.order.number, line.pk, **values)


def order_file_new(client: Client) -> Sent:
    values = {"key": str(uuid4()), "kind": "decision", "file": Upload("beslut.pdf", pdf())}
    return sent("programs:order_file_new", _sent_line(client).order.number, **values)


def draft_extras(client: Client) -> Sent:
    line = _draft(client)
    prices = PriceListFactory(programme=line.order.programme, year=timezone.localdate().year)
    wanted = {"staff": "2", "supervision": "6", "education": "0"}
    for kind in wanted:
        PriceFactory(price_list=prices, kind=kind)
    days = {"from": "2099-01-01", "to": "2099-06-30"}
    periods = {f"{kind}_{end}": day for kind in wanted for end, day in days.items()}
    return sent("programs:draft_extras", line.order_id, version="1", **wanted, **periods)


def draft_send(client: Client) -> Sent:
    line = _draft(client)
    return sent("programs:draft_send", line.order_id, version="1", price=line.cohort.seat_price, extras_price="0")


def draft_send_short(client: Client) -> Sent:
    line = _draft(client, cohort__capacity=1, quantity=3)
    prices = {"version": "1", "price": line.cohort.seat_price, "extras_price": "0"}
    values = {**prices, "if_short": "wait", "offered": "1", "at_least": "2"}
    return sent("programs:draft_send", line.order_id, **values)


def order_keep(client: Client) -> Sent:
    orderer = signed_in(client, orderer=True)
    cohort = CohortFactory(release_on=timezone.localdate(), starts_on=dt.date(2099, 8, 17), ends_on=dt.date(2099, 9, 1))
    seat = SeatFactory(line__order__orderer=orderer.organisation, line__cohort=cohort)
    SeatEntryFactory(seat=seat)
    return sent("programs:order_keep", seat.line.order.number, keep=seat.pk)


def order_hold(client: Client) -> Sent:
    signed_in(client, national=True)
    cohort = CohortFactory(starts_on=dt.date(2099, 8, 17), ends_on=dt.date(2099, 9, 1))
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    line = OrderLineFactory(cohort=cohort, order__held_until=tomorrow)
    until = tomorrow + dt.timedelta(days=1)
    return sent("programs:order_hold", line.order.number, version="1", until=until.isoformat())


def order_transfer(client: Client) -> Sent:
    signed_in(client, national=True)
    seat = SeatFactory()
    SeatEntryFactory(seat=seat)
    other = CohortFactory(programme=seat.line.order.programme)
    return sent("programs:order_transfer", seat.line.order.number, seat.line_id, cohort=other.pk, count="1")


def seats_promise(client: Client) -> Sent:
    signed_in(client, national=True)
    cohort = CohortFactory(starts_on=dt.date(2099, 8, 17), ends_on=dt.date(2099, 9, 1))
    values = {"organisation": OrganisationFactory().pk, "count": "2", "until": timezone.localdate().isoformat()}
    return sent("training:seats_promise", cohort.pk, **values)


def order_cancel(client: Client) -> Sent:
    orderer = signed_in(client, orderer=True)
    return sent("programs:order_cancel", OrderLineFactory(order__orderer=orderer.organisation).order.number, fee="0")


def order_fee(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("programs:order_fee", CancellationFactory().line.order.number, percent="0", reason="Vi ställde in.")


def order_decline(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("programs:order_decline", OrderLineFactory(waiting=True).order.number, reason="full", words="Tyvärr.")


def _in_line(client: Client, **who) -> OrderLine:
    signed_in(client, **who)
    order = OrderFactory(orderer=OrganisationFactory())
    cohort = CohortFactory(programme=order.programme, starts_on=dt.date(2040, 1, 9), ends_on=dt.date(2040, 2, 10))
    return OrderLineFactory(order=order, cohort=cohort, status="waiting", quantity=3)


def line_offer(client: Client) -> Sent:
    line = _in_line(client, national=True)
    return sent("programs:line_offer", line.order.number, line.pk, cohort=line.cohort_id, count="3")


def line_priority(client: Client) -> Sent:
    line = _in_line(client, national=True)
    prioritised = {"prioritised_at": timezone.now(), "prioritised_by": UserFactory()}
    OrderLine.objects.update(priority=2, priority_reason="Vårt misstag", **prioritised)
    values = {"version": "1", "priority": "1", "reason": "Ett misstag av oss"}
    return sent("programs:line_priority", line.order.number, line.pk, **values)


def line_at_least(client: Client) -> Sent:
    line = _in_line(client, national=True)
    return sent("programs:line_at_least", line.order.number, line.pk, at_least="2")


def order_place_line(client: Client) -> Sent:
    signed_in(client, national=True)
    line = OrderLineFactory(waiting=True)
    cohort = CohortFactory(programme=line.order.programme, county=line.county)
    return sent("programs:order_place_line", line.order.number, line.pk, **{f"line{line.pk}-cohort": cohort.pk})


# training
def cohort_new(client: Client) -> Sent:
    host = signed_in(client, national=True).organisation
    municipality = MunicipalityFactory()
    values = {
        "programme": ProgrammeFactory().pk,
        "host": host.pk,
        "name": "Resan",
        "track": "socialpsykiatri",
        "county": municipality.county_id,
        "municipality": municipality.pk,
        "place": "Sal Eken",
        "starts_on": "2027-03-22",
        "shape": "in_a_row",
        "capacity": "12",
        "seat_price": "68000",
        "leaders": MembershipFactory(leader=True, organisation=host).pk,
    }
    return sent("training:cohort_new", key=uuid4(), **values)


def cohort_copy(client: Client) -> Sent:
    signed_in(client, national=True)
    cohort = CourseDayFactory().cohort
    leader = MembershipFactory(leader=True, organisation=cohort.host).user_id
    values = {"name": "Resan igen", "starts_on": "2027-03-22", "place": "Sal Eken", "capacity": "12"}
    return sent("training:cohort_copy", cohort.pk, key=uuid4(), seat_price="68000", leaders=leader, **values)


def cohort_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    municipality = MunicipalityFactory()
    cohort = CohortFactory(county=municipality.county)
    values = {
        "version": cohort.version,
        "name": "Resan",
        "municipality": municipality.pk,
        "place": "Sal Eken",
        "capacity": "12",
        "seat_price": "68000",
        "release_on": (cohort.starts_on - dt.timedelta(days=30)).isoformat(),
        "leaders": MembershipFactory(leader=True, organisation=cohort.host).user_id,
    }
    return sent("training:cohort_edit", cohort.pk, **values)


def cohort_seats(client: Client) -> Sent:
    signed_in(client, national=True)
    values = {"source": "", "kind": "grant", "funder": "Arvsfonden", "granted_on": "2026-02-02", "count": "2"}
    return sent("training:cohort_seats", CohortFactory().pk, key=uuid4(), **values)


def admit(client: Client) -> Sent:
    application = _read_by(client)
    seat = SeatFactory(granted=True, cohort=application.cohort)
    return sent("training:application", application.pk, seat=seat.pk)


def reject(client: Client) -> Sent:
    return sent("training:application", _read_by(client).pk, reason="full")


def _read_by(client: Client) -> Application:
    """An application that somebody who has signed in reads, being in the admission group."""
    application = ApplicationFactory()
    AssessorFactory(cohort=application.cohort, user=signed_in(client, national=True).user)
    return application


def assess(client: Client) -> Sent:
    answers = {**dict.fromkeys(CRITERIA, "yes"), "note": "Lyssnar väl.", "opinion": "admit"}
    return sent("training:application_assess", _read_by(client).pk, **answers)


def interviewed(client: Client) -> Sent:
    return sent("training:application_interviewed", _read_by(client).pk, note="Ett gott samtal.")


def interview_times(client: Client) -> Sent:
    values = {"day": "2099-08-11", "times": "09:00, 10:30", "minutes": "45", "place": "Rum 4"}
    return sent("training:interview_times", _read_by(client).cohort_id, **values)


def assessors(client: Client) -> Sent:
    application = _read_by(client)
    leader = MembershipFactory(leader=True, organisation=application.host)
    return sent("training:assessors", application.cohort_id, user=leader.user_id)


def module_new(client: Client) -> Sent:
    signed_in(client, national=True)
    values = {"number": "3", "name": "Återhämtning", "name_en": "Recovery", "description": "Vad det är."}
    return sent("training:module_new", ProgrammeFactory().pk, **values)


def module_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    module = ModuleFactory(name_en="Recovery", description="Vad det är.")
    values = {"number": "5", "name": "Återhämtning II", "name_en": "Recovery II", "description": "Mer om det."}
    return sent("training:module_edit", module.programme_id, module.pk, version="1", retired="on", **values)


def material_new(client: Client) -> Sent:
    signed_in(client, national=True)
    module = ModuleFactory()
    values = {"key": str(uuid4()), "title": "Arbetsblad", "file": Upload("blad.pdf", pdf())}
    return sent("training:material_new", module.programme_id, module.pk, **values)


def material_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("training:material_edit", *_of_material(), version="1", title="Arbetsblad II", retired="on")


def material_replace(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("training:material_replace", *_of_material(), version="1", file=Upload("blad.pdf", pdf()))


def _of_material() -> tuple[int, int, int]:
    material = MaterialFactory()
    return material.module.programme_id, material.module_id, material.pk


def session_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    session = CourseDayFactory().sessions.get(part="morning")
    cohort = session.day.cohort
    values = {
        "version": "1",
        "starts_at": "08:30",
        "ends_at": "11:45",
        "module": ModuleFactory(programme=cohort.programme).pk,
        "room": "Sal Asp",
        "leaders": CohortLeaderFactory(cohort=cohort).user_id,
    }
    return sent("training:session_edit", cohort.pk, session.pk, **values)


def day_move(client: Client) -> Sent:
    signed_in(client, national=True)
    day = CourseDayFactory(date=dt.date(2026, 8, 17))
    return sent("training:day_move", day.cohort_id, day.pk, version="1", date="2026-08-24")


def schedule_save(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("training:schedule_save", CourseDayFactory().cohort_id, name="Fem dagar")


def start_ask(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("training:start_ask", CourseDayFactory().cohort_id, date="2027-01-11")


def start_move(client: Client) -> Sent:
    """A course of two days; somebody has changed the second one by hand."""
    signed_in(client, national=True)
    first = CourseDayFactory(date=dt.date(2026, 8, 17))
    second = CourseDayFactory(cohort=first.cohort, number=2, date=dt.date(2026, 8, 18))
    second.sessions.update(changed_by_hand_at=timezone.now())
    version = start_plan(cohort=first.cohort, to=dt.date(2026, 8, 24)).version
    return sent("training:start_move", first.cohort_id, dt.date(2026, 8, 24), version=version, along=second.pk)


def attendance(client: Client) -> Sent:
    signed_in(client, national=True)
    day = CourseDayFactory(date=dt.date(2026, 8, 17))
    participation = ParticipationFactory(cohort=day.cohort)
    marks = {f"m{participation.pk}": "present", f"s{participation.pk}": ""}
    return sent("training:attendance", day.cohort.pk, day.date, **marks)


STATUS = {"name": "På distans", "name_en": "Remote", "shape": "s", "position": "1"}


def attendance_status_new(client: Client) -> Sent:
    signed_in(client, national=True)
    counts = {"share": "0.5", "is_excused": "on"}
    return sent("training:attendance_status_new", ProgrammeFactory().pk, **STATUS, **counts)


def attendance_status_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    status = AttendanceStatusFactory()
    where = (status.programme_id, status.pk)
    return sent("training:attendance_status_edit", *where, version="1", retired="on", **STATUS)


def evaluation_question_new(client: Client) -> Sent:
    signed_in(client, national=True)
    told = {"kind": "points", "asked": "weekly", "text": "Tempot var lagom", "text_en": "The pace", "position": "1"}
    return sent("training:evaluation_question_new", ProgrammeFactory().pk, **told)


def evaluation_question_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    row = EvaluationQuestionFactory()
    told = {"text": "Tempot var lagom", "text_en": "The pace was right", "position": "1", "retired": "on"}
    return sent("training:evaluation_question_edit", row.programme_id, row.pk, version="1", **told)


HOME_ASSIGNMENT = {"title": "Skriv en berättelse", "module": "", "due_on": "2099-08-31"}


def home_assignment_new(client: Client) -> Sent:
    signed_in(client, national=True)
    cohort = CohortFactory(running=True)
    return sent("training:home_assignment_new", cohort.pk, key=uuid4(), **HOME_ASSIGNMENT)


def home_assignment_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    row = HomeAssignmentFactory(due_on=dt.date(2099, 9, 30))
    return sent("training:home_assignment_edit", row.cohort_id, row.pk, version="1", **HOME_ASSIGNMENT)


def cohort_messages(client: Client) -> Sent:
    signed_in(client, national=True)
    sitting = ParticipationFactory()
    return sent("training:cohort_messages", sitting.cohort_id, key=uuid4(), text="Vi ses i sal Björk.")


def make_up_give(client: Client) -> Sent:
    signed_in(client, national=True)
    mark = AttendanceFactory(mark="absent")
    path = (mark.participation_id, mark.session.day_id)
    return sent("training:make_up_give", *path, key=uuid4(), what="Läs kapitel 3.", due_on=today())


def certificate_reissue(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("training:certificate_reissue", CertificateFactory().number, edition="1", language="en")


def certificate_renew(client: Client) -> Sent:
    signed_in(client, national=True)
    cohort = {"participation__cohort__programme__certificate_months": 24}
    renewed = CertificateFactory(valid_until=dt.date(2028, 9, 18), **cohort)
    return sent("training:certificate_renew", renewed.number, edition="1", hours="12", language="sv")


def certificate_revoke(client: Client) -> Sent:
    signed_in(client, national=True)
    told = {"kind": "incident", "proposal": "suspend", "text": "Någon har hört av sig."}
    return sent("training:certificate_revoke", CertificateFactory().number, **told)


def apply(client: Client) -> Sent:
    values = {"given_name": "Anna", "family_name": "Björk", "email": "anna@example.org", "phone": "070-123 45 67"}
    return sent("training:apply", CohortFactory().application_code, key=uuid4(), **values)


def _draft_in(client: Client) -> Application:
    """A draft with all its steps, in this browser."""
    now = timezone.now()
    draft = written(CohortFactory().application_code, at=now)
    client.cookies["application"] = drafts.token_for(draft, at=now)
    return draft


def apply_letter(client: Client) -> Sent:
    letter = "Jag vill vara den som jag själv saknade."
    return sent("training:apply_letter", _draft_in(client).cohort.application_code, letter=letter)


def apply_practical(client: Client) -> Sent:
    answers = {"can_attend": "yes", "wants_half_time": "no"}
    return sent("training:apply_practical", _draft_in(client).cohort.application_code, **answers)


def apply_send(client: Client) -> Sent:
    cohort = _draft_in(client).cohort
    values = {"consent_version": cohort.programme.consent_version, "consent": "on", "follow_up": "on", "network": "on"}
    return sent("training:apply_send", cohort.application_code, **values)


NEEDS = {
    "version": "1",
    "food": "Inga nötter",
    "access": "Hiss",
    "contact_name": "Kim",
    "contact_phone": "070-123 45 67",
    "income_solved": "yes",
}


def participation(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("training:participation", ParticipationFactory().pk, **NEEDS)


def summing_up(client: Client) -> Sent:
    by = signed_in(client, national=True).user
    return sent("training:summing_up", ParticipationFactory().pk, held_on=timezone.localdate(), held_by=by.pk)


def leave(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("training:participation_leave", ParticipationFactory().pk, left_for="own")


def go_on(client: Client) -> Sent:
    signed_in(client, national=True)
    sitting = ParticipationFactory()
    SeatEntryFactory(seat=sitting.seat, became="assigned")
    later = CohortFactory(programme=sitting.cohort.programme, host=sitting.host)
    return sent("training:participation_go_on", sitting.pk, cohort=later.pk)


def retake_give(client: Client) -> Sent:
    signed_in(client, national=True)
    mark = AttendanceFactory(mark="absent")
    home = mark.participation.cohort
    later = CourseDayFactory(
        cohort__programme=home.programme, cohort__host=home.host, date=timezone.localdate() + dt.timedelta(days=9)
    )
    return sent("training:retake_give", mark.participation_id, mark.session.day_id, key=uuid4(), again_on=later.pk)


def pause_begin(client: Client) -> Sent:
    signed_in(client, national=True)
    days = {"begins_on": timezone.localdate(), "ends_on": timezone.localdate()}
    sitting = ParticipationFactory(cohort__ends_on=dt.date(2099, 9, 1))
    return sent("training:pause_begin", sitting.pk, key=uuid4(), **days)


def pause(client: Client) -> Sent:
    signed_in(client, national=True)
    made = PauseFactory(participation__cohort__ends_on=dt.date(2099, 9, 1))
    days = {"begins_on": made.begins_on, "ends_on": made.begins_on}
    return sent("training:pause", made.participation_id, made.pk, version="1", **days)


def _by_ones_link() -> tuple[str, Participation]:
    """The token of somebody who is admitted and knows it, and their seat in the course."""
    who = UserFactory()
    admitted = {"status": "admitted", "decided_at": timezone.now(), "decided_by": who}
    application = ApplicationFactory(**admitted, told_at=timezone.now(), told_by=who)
    sitting = ParticipationFactory(cohort=application.cohort, application=application)
    pages.need_link(application, at=timezone.now())
    link = OneTimeLink.objects.get(purpose="training.application", subject_id=application.pk)
    return onetime.token_of(link), sitting


def my_needs(client: Client) -> Sent:
    token, _sitting = _by_ones_link()
    return sent("training:my_needs", token, **NEEDS)


def my_absence(client: Client) -> Sent:
    token, sitting = _by_ones_link()
    session = CourseSessionFactory(day__cohort=sitting.cohort, day__date=dt.date(2099, 8, 17))
    return sent("training:my_absence", token, sessions=session.pk)


def my_evaluation(client: Client) -> Sent:
    token, sitting = _by_ones_link()
    evaluation, answers = _asked_of(sitting)
    return sent("training:my_evaluation", token, evaluation, **answers)


def own_evaluation(client: Client) -> Sent:
    peer = signed_in(client, peer=True)
    sitting = ParticipationFactory(person__user=peer.user)
    evaluation, answers = _asked_of(sitting)
    return sent("training:own_evaluation", evaluation, **answers)


def _asked_of(sitting: Participation) -> tuple[int, dict[str, str]]:
    evaluation = EvaluationFactory(cohort=sitting.cohort, opened_on=today(), closes_on=today())
    RespondentFactory(evaluation=evaluation, participation=sitting)
    asked = AskedQuestionFactory.create_batch(2, evaluation=evaluation)
    words = AskedQuestionFactory(evaluation=evaluation, question__kind="words")
    return evaluation.pk, {f"w{words.pk}": "Mer tid", **{f"q{one.pk}": "4" for one in asked}}


def choose_time(client: Client) -> Sent:
    application = ApplicationFactory(status="invited")
    pages.need_link(application, at=timezone.now())
    link = OneTimeLink.objects.get(purpose="training.application", subject_id=application.pk)
    time = InterviewTimeFactory(cohort=application.cohort)
    return sent("training:my_application", onetime.token_of(link), time=time.pk)


# placements
def workplace_new(client: Client) -> Sent:
    host = signed_in(client, national=True).organisation
    values = {
        "name": "Boendestöd Vega",
        "kind": "housing_support",
        "owner": OrganisationFactory().pk,
        "municipality": MunicipalityFactory().pk,
        "host": host.pk,
        "programme": ProgrammeFactory().pk,
    }
    return sent("placements:workplace_new", **values)


def workplace_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    values = {"version": "1", "name": "Boendestöd Vega", "kind": "ips", "team_size": "12", "shifts": "night"}
    return sent("placements:workplace_edit", WorkplaceFactory().pk, **values)


def workplace_plan(client: Client) -> Sent:
    by = signed_in(client, national=True)
    step = {"next_step": "Träff med chefen", "next_on": today()}
    values = {"version": "1", "to": "dialogue", "caretaker": by.user_id, **step}
    return sent("placements:workplace_plan", WorkplaceFactory().pk, **values)


def workplace_people(client: Client) -> Sent:
    signed_in(client, national=True)
    values = {
        "version": "1",
        "manager_name": "Inga Lind",
        "manager_email": "inga@example.org",
        "manager_phone": "070-1",
        "contact_name": "Bo Ek",
        "contact_email": "bo@example.org",
        "contact_phone": "070-2",
        "since": today(),
        "is_correction": "on",
    }
    return sent("placements:workplace_people", WorkplaceFactory().pk, **values)


def staff_sessions(client: Client) -> Sent:
    signed_in(client, national=True)
    values = {"held_on": today(), "head_count": "9", "managers_present": "1", "first_time": "4"}
    values["themes"] = "worries"
    return sent("placements:staff_sessions", WorkplaceFactory().pk, key=uuid4(), **values)


def placement_new(client: Client) -> Sent:
    cast = make_cast()
    client.force_login(cast.clerk)
    unit = WorkplaceFactory(host=cast.host, programme=cast.programme, owner=cast.workplace.owner)
    values = {
        "employer": unit.owner_id,
        "form": "permanent",
        "percent": "75",
        "starts_on": today(),
        "supervisor": cast.supervisor.user.pk,
        "employed_until": "2099-12-31",
        "funded_until": "2099-06-30",
        "beyond_full_time": "on",
        "override_reason": "Kommunen väntar",
    }
    query = f"?deltagande={cast.certified().pk}&arbetsplats={unit.pk}"
    return sent("placements:placement_new", query=query, key=uuid4(), **values)


def _started(client: Client, who: str) -> Placement:
    cast = make_cast()
    client.force_login(getattr(cast, who).user)
    return cast.start(starts_on=timezone.localdate() - dt.timedelta(days=3), at=timezone.now())


def placement_supervisor(client: Client) -> Sent:
    placement = _started(client, "coordinator")
    other = MembershipFactory(supervisor=True, organisation=placement.host)
    return sent("placements:placement_supervisor", placement.pk, supervisor=other.user_id)


def supervisor_leaves(client: Client) -> Sent:
    placement = _started(client, "coordinator")
    other = MembershipFactory(supervisor=True, organisation=placement.host)
    before = Membership.objects.get(user=placement.supervisor_id)
    values = {"begins_on": today(), "ends_on": today(), "substitute": other.user_id}
    return sent("placements:supervisor_leaves", before.pk, key=uuid4(), **values)


def supervisor_leave(client: Client) -> Sent:
    placement = _started(client, "coordinator")
    other = MembershipFactory(supervisor=True, organisation=placement.host)
    leave = SupervisorLeaveFactory(supervisor=placement.supervisor, host=placement.host)
    values = {"version": "1", "begins_on": today(), "ends_on": today(), "substitute": other.user_id}
    return sent("placements:supervisor_leave", leave.pk, **values)


def supervisor_hand_over(client: Client) -> Sent:
    placement = _started(client, "coordinator")
    other = MembershipFactory(supervisor=True, organisation=placement.host)
    before = Membership.objects.get(user=placement.supervisor_id)
    return sent("placements:supervisor_hand_over", before.pk, supervisor=other.user_id)


def placement_end(client: Client) -> Sent:
    return sent("placements:placement_end", _started(client, "coordinator").pk, ends_on=today(), reason="own_wish")


def placement_move(client: Client) -> Sent:
    placement = _started(client, "coordinator")
    unit = WorkplaceFactory(host=placement.host, owner=placement.workplace.owner)
    values = {
        "ends_on": today(),
        "starts_on": (timezone.localdate() + dt.timedelta(days=1)).isoformat(),
        "employer": unit.owner_id,
        "form": "permanent",
        "percent": "75",
        "supervisor": placement.supervisor_id,
        "employed_until": "2099-12-31",
        "funded_until": "2099-06-30",
        "starts_over": "on",
        "beyond_full_time": "on",
        "override_reason": "Kommunen väntar på",
    }
    return sent("placements:placement_move", placement.pk, query=f"?arbetsplats={unit.pk}", key=uuid4(), **values)


def placement_begin(client: Client) -> Sent:
    cast = make_cast()
    client.force_login(cast.clerk)
    unit = WorkplaceFactory(host=cast.host, programme=cast.programme, owner=cast.workplace.owner)
    now = timezone.now()
    planned = cast.start(workplace=unit, starts_on=timezone.localdate(now) + dt.timedelta(days=9), at=now)
    return sent("placements:placement_begin", planned.pk, starts_on=today(), override_reason="Kommunen väntar på")


def placement_absences(client: Client) -> Sent:
    values = {"begins_on": today(), "ends_on": today()}
    return sent("placements:placement_absences", _started(client, "supervisor").pk, key=uuid4(), **values)


def placement_pause_begin(client: Client) -> Sent:
    values = {"begins_on": today(), "ends_on": ""}
    return sent("placements:placement_pause_begin", _started(client, "coordinator").pk, key=uuid4(), **values)


def placement_pause(client: Client) -> Sent:
    placement = _started(client, "coordinator")
    pause = PlacementPauseFactory(placement=placement, begins_on=timezone.localdate())
    values = {"version": "1", "begins_on": today(), "ends_on": ""}
    return sent("placements:placement_pause", placement.pk, pause.pk, **values)


def follow_up(client: Client) -> Sent:
    placement = _started(client, "manager")
    return sent("placements:follow_up", placement.follow_ups.order_by("months").first().pk, held_on=today())


def _session_values(client: Client) -> dict:
    placement = _started(client, "supervisor")
    return {
        "key": uuid4(),
        "who": placement.pk,
        "day": "other",
        "other_day": today(),
        "minutes": "60",
        "form": "in_person",
        "themes": "role",
        "mood": "good",
    }


def session_new(client: Client) -> Sent:
    return sent("placements:session_new", **_session_values(client))


def session_correct(client: Client) -> Sent:
    values = _session_values(client)
    session = SupervisionSessionFactory(
        placement=Placement.objects.get(pk=values["who"]),
        held_on=timezone.localdate(),
        logged_at=timezone.now() - dt.timedelta(days=2),
    )
    kept = {name: value for name, value in values.items() if name not in ("key", "who")}
    return sent("placements:session_correct", session.pk, reason="slip", **kept)


def session_note_write(client: Client) -> Sent:
    values = _session_values(client)
    session = SupervisionSessionFactory(
        placement=Placement.objects.get(pk=values["who"]), held_on=timezone.localdate(), logged_at=timezone.now()
    )
    return sent("placements:session_note_write", session.pk, text="Vi talade om uppdraget")


def session_send(client: Client) -> Sent:
    return sent("placements:session_send", **_session_values(client))


def session_draft(client: Client) -> Sent:
    return sent("placements:session_draft", **_session_values(client))
