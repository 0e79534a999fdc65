"""Months of supervision: one for each person at work in a month, charged once it is over, while some are left."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from peersupport.audit.models import StatusChange
from peersupport.audit.status import subject_of
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from placements import selectors
from placements.actions import supervision_charges
from placements.models import Placement
from placements.tasks import charge_supervision
from placements.tests.conftest import AT
from placements.tests.factories import PlacementPauseFactory, WorkplaceFactory
from programs.actions import charges
from programs.models import Charge, Order, OrderLine, Seat
from programs.selectors import invoice_of
from programs.tests.factories import ChargeFactory, InvoiceBasisFactory, OrderLineFactory

MARCH, APRIL, MAY = (dt.date(2026, month, 2) for month in (3, 4, 5))
PLACED = dt.datetime(2026, 1, 15, 8, 0, tzinfo=dt.UTC)


def ordered(cast, owner=None, **changes) -> OrderLine:
    """Six months that the workplace's owner has ordered."""
    line = {"kind": "supervision", "cohort": None, "county": None, "track": "", "status": "ordered"}
    order = {
        "order__orderer": owner or cast.workplace.owner,
        "order__programme": cast.programme,
        "order__status": "confirmed",
        "order__placed_at": PLACED,
    }
    return OrderLineFactory(**(line | order | {"quantity": 6, "unit_price": 2400} | changes))


def at_work(cast, first=dt.date(2026, 3, 16), **changes) -> Placement:
    placement = cast.start(**{"percent": 50} | changes)
    Placement.objects.filter(pk=placement.pk).update(starts_on=first)
    return placement


def sweep(on: dt.date) -> None:
    for row in selectors.with_supervision_ordered(on):
        supervision_charges.charge(placement=row, on=on, at=AT)


def months(line: OrderLine) -> list[str]:
    said = Charge.objects.filter(line=line).order_by("occasion").values_list("occasion", flat=True)
    return [occasion.partition(" #")[0] for occasion in said]


def test_a_month_in_the_middle_of_which_somebody_began_is_charged_when_it_is_over(cast):
    line, placement = ordered(cast), at_work(cast)

    sweep(MARCH.replace(day=31))
    assert months(line) == []
    sweep(APRIL)

    charge = Charge.objects.get()
    assert charge.occasion == f"2026-03 #{placement.participation_id}"
    assert (charge.line, charge.payer, charge.host) == (line, cast.workplace.owner, cast.host)
    assert (charge.quantity, charge.net, charge.delivered_on) == (1, 2400, dt.date(2026, 3, 31))
    assert charge.recorded_by is None


def test_run_twice_it_charges_once(cast):
    line = ordered(cast)
    at_work(cast)

    sweep(APRIL), sweep(APRIL), sweep(MAY)

    assert months(line) == ["2026-03", "2026-04"]


def test_what_beat_missed_for_two_months_is_made_up_for(cast):
    line = ordered(cast)
    at_work(cast)

    sweep(dt.date(2026, 6, 2))

    assert months(line) == ["2026-03", "2026-04", "2026-05"]


def test_what_was_missed_for_more_than_a_year_is_a_coordinators(cast):
    line = ordered(cast, quantity=100)
    at_work(cast)

    sweep(dt.date(2027, 6, 2))

    assert (len(months(line)), months(line)[0]) == (12, "2026-06")


def test_the_month_in_which_it_ended_is_the_last(cast):
    line, placement = ordered(cast), at_work(cast)
    ended = {"status": "ended", "end_reason": "term", "ends_on": dt.date(2026, 4, 1)}
    Placement.objects.filter(pk=placement.pk).update(**ended)

    sweep(dt.date(2026, 7, 2))

    assert months(line) == ["2026-03", "2026-04"]


@pytest.mark.parametrize("never", [{"status": "planned"}, {"status": "ended", "end_reason": "never_began"}])
def test_what_never_began_owes_nothing(cast, never):
    line, placement = ordered(cast), at_work(cast)
    Placement.objects.filter(pk=placement.pk).update(**{"ends_on": MAY} | never)

    sweep(dt.date(2026, 7, 2))

    assert months(line) == []


def test_one_that_waited_for_its_workplace_owes_from_the_day_on_which_it_began(cast):
    line, placement = ordered(cast), at_work(cast)
    StatusChange.objects.create(subject=subject_of(placement), was="planned", became="active", at=AT.replace(month=5))

    sweep(dt.date(2026, 6, 2))

    assert months(line) == ["2026-05"]


@pytest.mark.parametrize(
    ("first", "last", "owed"),
    [
        (dt.date(2026, 4, 1), dt.date(2026, 4, 30), ["2026-03", "2026-05"]),
        (dt.date(2026, 3, 20), None, ["2026-03"]),
        (dt.date(2026, 4, 2), dt.date(2026, 5, 30), ["2026-03", "2026-04", "2026-05"]),
    ],
)
def test_a_month_that_is_a_pause_from_its_first_day_to_its_last_is_not_owed(cast, first, last, owed):
    line, placement = ordered(cast), at_work(cast)
    PlacementPauseFactory(placement=placement, begins_on=first, ends_on=last)

    sweep(dt.date(2026, 6, 2))

    assert months(line) == owed


def test_two_half_times_are_one_month(cast):
    line, first = ordered(cast), at_work(cast)
    other = WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host, owner=OrganisationFactory())
    second = ordered(cast, other.owner)
    at_work(cast, participation=first.participation, workplace=other)

    sweep(APRIL)

    assert Charge.objects.count() == 1
    assert (months(line), months(second)) == (["2026-03"], [])


def test_a_full_line_is_never_charged_for_more(cast):
    line = ordered(cast, quantity=2)
    at_work(cast), at_work(cast)

    sweep(dt.date(2026, 7, 2))

    assert len(months(line)) == 2


def test_the_order_of_their_seat_pays_before_the_workplaces_owner_and_a_full_line_leads_to_the_next(cast):
    owners, placement = ordered(cast), at_work(cast)
    seats = ordered(cast, OrganisationFactory(), quantity=1)
    seat_line = OrderLineFactory(order=seats.order, cohort=placement.participation.cohort)
    Seat.objects.filter(pk=placement.participation.seat_id).update(line=seat_line, funding=None, unit_price=None)

    sweep(MAY)

    assert (months(seats), months(owners)) == (["2026-03"], ["2026-04"])


def test_a_part_of_an_organisation_has_what_the_whole_has_ordered(cast):
    whole = OrganisationFactory()
    type(whole).objects.filter(pk=cast.workplace.owner_id).update(parent=whole)
    line = ordered(cast, whole)
    at_work(cast)

    sweep(APRIL)

    assert months(line) == ["2026-03"]


@pytest.mark.parametrize(
    "changes",
    [
        {"order__placed_at": dt.datetime(2026, 4, 1, 8, 0, tzinfo=dt.UTC)},
        {"order__status": "sent"},
        {"order__status": "cancelled", "status": "cancelled"},
        {"unit_price": 0},
        {"period_from": dt.date(2026, 4, 1), "period_to": dt.date(2026, 9, 30)},
        {"period_from": dt.date(2026, 1, 1), "period_to": dt.date(2026, 2, 28)},
    ],
)
def test_a_line_does_not_pay_for_what_it_was_not_ordered_for(cast, changes):
    line = ordered(cast, **changes)
    at_work(cast)

    sweep(APRIL)

    assert months(line) == []


def test_a_month_that_was_credited_is_not_charged_anew(cast):
    ordered(cast)
    at_work(cast)
    sweep(APRIL)
    charges.credit_of(Charge.objects.get(), by=cast.clerk, at=AT).save()

    sweep(APRIL)

    assert Charge.objects.standing().count() == 0


def test_the_database_refuses_a_month_of_a_person_twice_on_a_line(cast):
    ordered(cast)
    at_work(cast)
    sweep(APRIL)
    one = Charge.objects.get()

    same = {"seat": None, "line": one.line, "host": one.host, "payer": one.payer, "occasion": one.occasion}
    with pytest.raises(IntegrityError, match="occasion_billed_once"), transaction.atomic():
        ChargeFactory(**same)


def test_no_name_on_an_invoice(cast):
    ordered(cast)
    placement = at_work(cast, participation=cast.certified(given_name="Zäta", family_name="Qvistbo"))
    sweep(APRIL)
    charge = Charge.objects.get()
    basis = InvoiceBasisFactory(host=charge.host, payer=charge.payer)

    said = repr(invoice_of(basis=basis, charges=[charge], on=MAY))

    assert f"2026-03 #{placement.participation_id}" in said
    assert "Zäta" not in said
    assert "Qvistbo" not in said


def test_beat_charges_the_month_that_is_over(cast):
    first = (timezone.localdate().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    line = ordered(cast)
    at_work(cast, first)

    charge_supervision(), charge_supervision()

    assert months(line) == [f"{first:%Y-%m}"]


def test_the_order_says_how_many_of_its_months_are_charged(cast, client):
    line = ordered(cast)
    at_work(cast)
    sweep(APRIL)
    orderer = MembershipFactory(orderer=True, organisation=cast.workplace.owner)
    client.force_login(orderer.user)

    page = client.get(f"/bestallningar/{Order.objects.get(pk=line.order_id).number}/")

    assert "1 av 6 månader debiterade" in page.content.decode()
