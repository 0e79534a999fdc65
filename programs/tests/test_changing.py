"""A sent order changed: details, number of seats, and who pays for a part; each change is kept."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.shared.refusals import Conflict, Refused
from programs import selectors
from programs.actions import changes, orders, seats
from programs.models import Cancellation, Charge, Order, OrderChange, OrderLine, Seat, SeatEntry
from programs.tests.crowd import at_once
from programs.tests.factories import (
    CohortFactory,
    ContingentFactory,
    OrderChangeFactory,
    OrderFactory,
    OrderLineFactory,
)
from programs.tests.steps import MARCH, order, states, taken

pytestmark = pytest.mark.django_db
JULY = dt.datetime(2026, 7, 28, 9, 0, tzinfo=dt.UTC)  # 20 days before the cohort starts


@pytest.fixture
def who():
    return {"by": UserFactory(given_name="Sara", family_name="Nord"), "at": JULY}


@pytest.fixture
def cohort():
    return CohortFactory(capacity=6)


def edit(placed: Order, who: dict, **details) -> None:
    changes.change_details(order=placed, version=Order.objects.get(pk=placed.pk).version, **details, **who)


def recount(placed: Order, quantity: int, who: dict, **other) -> None:
    version = Order.objects.get(pk=placed.pk).version
    changes.change_quantity(line=placed.lines.first(), version=version, quantity=quantity, **other, **who)


def divide(placed: Order, quantity: int, who: dict, **other) -> OrderLine:
    version = Order.objects.get(pk=placed.pk).version
    return changes.split(line=placed.lines.first(), version=version, quantity=quantity, **other, **who)


# Details
def test_details_change_and_the_change_is_kept_without_what_may_be_a_name(cohort, who):
    placed, region = order(cohort, 2), OrganisationFactory(name="Region Väst")
    was = placed.orderer.name

    edit(placed, who, payer=region, reference="Anna Svensson", legal_form="iop", decision="")

    kept, now = OrderChange.objects.get(), Order.objects.get()
    assert (now.payer, now.reference, now.legal_form, now.version) == (
        region,
        "Anna Svensson",
        "iop",
        placed.version + 1,
    )
    assert kept.before == {"payer": was, "reference": None, "legal_form": "direct"}
    assert kept.after == {"payer": "Region Väst", "reference": None, "legal_form": "iop"}
    assert (kept.by, kept.at) == (who["by"], JULY)


def test_nothing_changed_is_nothing_kept(cohort, who):
    placed = order(cohort, 2)

    edit(placed, who, payer=placed.orderer, reference=placed.reference)

    assert (OrderChange.objects.count(), Order.objects.get().version) == (0, placed.version)


def test_a_reference_can_not_be_taken_away(cohort, who):
    with pytest.raises(Refused) as refused:
        edit(order(cohort, 2), who, reference="")

    assert (refused.value.field, Order.objects.get().reference) == ("reference", "ZZ1234")


def test_who_changes_what_somebody_else_has_changed_is_told(cohort, who):
    placed = order(cohort, 2)
    edit(placed, who, reference="NEW")

    with pytest.raises(Conflict):
        changes.change_details(order=placed, version=placed.version, reference="OTHER", **who)

    assert Order.objects.get().reference == "NEW"


@pytest.mark.parametrize("state", ["draft", "invoiced", "closed", "declined", "expired", "cancelled"])
def test_what_is_over_or_not_sent_is_not_changed(state, who):
    with pytest.raises(WrongStatus):
        edit(OrderFactory(status=state), who, reference="NEW")


def test_an_orderer_does_not_change_what_is_confirmed_meanwhile(cohort, who):
    placed = order(cohort, 2)
    orders.confirm(order=placed, **who)

    with pytest.raises(WrongStatus):
        edit(placed, who, reference="NEW", only_from=["sent"])


# The number of seats
def test_more_seats_go_on_where_the_numbers_ended(cohort, who):
    placed = order(cohort, 2)

    recount(placed, 4, who)

    assert list(Seat.objects.order_by("number").values_list("number", flat=True)) == [
        f"{placed.number}/{n:02d}" for n in (1, 2, 3, 4)
    ]
    assert (states(placed), OrderLine.objects.get().quantity, taken(cohort)) == (["reserved"] * 4, 4, (4, 4))
    assert (OrderChange.objects.get().before, OrderChange.objects.get().after) == ({"quantity": 2}, {"quantity": 4})


def test_more_seats_of_a_confirmed_order_are_confirmed(cohort, who):
    placed = order(cohort, 2)
    orders.confirm(order=placed, **who)

    recount(placed, 3, who)

    assert states(placed) == ["confirmed"] * 3


def test_more_than_there_is_room_for_is_refused_with_how_many_are_left(cohort, who):
    placed = order(cohort, 2)

    with pytest.raises(seats.NotEnoughSeats) as refused:
        recount(placed, 7, who)

    assert (refused.value.left, OrderLine.objects.get().quantity, taken(cohort)) == (4, 2, (2, 2))


def test_what_is_promised_to_the_orderer_is_room_for_them(cohort, who):
    placed = order(cohort, 2)
    promised = ContingentFactory(cohort=cohort, organisation=placed.orderer)
    SeatEntry.objects.create(cohort=cohort, contingent=promised, count=4, became="guaranteed", why="promised", at=MARCH)

    recount(placed, 5, who)

    assert selectors.seats_of(contingent=promised).guaranteed == 1
    assert selectors.seats_of(cohort=cohort).held == 5


def test_fewer_seats_before_the_answer_cost_nothing(cohort, who):
    placed = order(cohort, 4)
    Order.objects.update(terms=[[None, 100]])

    recount(placed, 1, who)

    assert states(placed) == ["reserved", "released", "released", "released"]
    assert (taken(cohort), Cancellation.objects.get().amount) == ((1, 1), 0)


def test_fewer_seats_of_a_confirmed_order_cost_what_its_terms_say(cohort, who):
    placed = order(cohort, 4)
    orders.confirm(order=placed, **who)
    Order.objects.update(terms=[[30, 0], [8, 50], [None, 100]])

    with pytest.raises(orders.CostsMore) as more:
        recount(placed, 1, who, fee=Decimal(0))
    recount(placed, 1, who, fee=more.value.fee)

    kept = Cancellation.objects.get()
    assert (more.value.fee, kept.quantity, kept.percent, kept.amount) == (34000, 3, 50, 102000)
    assert list(Charge.objects.values_list("seat__status", "percent").distinct()) == [("released", 50)]
    assert Charge.objects.count() == 3


def test_seats_that_people_sit_in_are_not_given_back(cohort, who):
    placed = order(cohort, 3)
    for seat in Seat.objects.order_by("number")[1:]:
        seats.assign(seat=seat, **who)

    recount(placed, 2, who)
    with pytest.raises(Refused) as refused:
        recount(placed, 1, who)

    assert (refused.value.field, states(placed)) == ("quantity", ["released", "assigned", "assigned"])


def test_a_line_that_waits_waits_for_another_number(who):
    placed = order(CohortFactory(capacity=1), 2, if_short="wait")

    recount(placed, 5, who)

    assert (OrderLine.objects.get().quantity, OrderLine.objects.get().status) == (5, "waiting")


def test_no_seats_change_once_the_cohort_has_started(cohort, who):
    placed = order(cohort, 3)
    type(cohort).objects.update(status="running")

    for quantity in (2, 4):
        with pytest.raises(orders.CohortClosed):
            recount(placed, quantity, who)


@pytest.mark.parametrize("quantity", [0, -1, 501])
def test_a_number_that_nobody_orders_is_refused(quantity, cohort, who):
    with pytest.raises(Refused):
        recount(order(cohort, 2), quantity, who)


def test_a_line_that_is_called_off_stays_so(who):
    line = OrderLineFactory(status="cancelled")

    with pytest.raises(WrongStatus):
        recount(line.order, 3, who)


@pytest.mark.django_db(transaction=True)
def test_many_who_change_the_number_at_once_never_oversell():
    cohort, who = CohortFactory(capacity=8), {"by": UserFactory(), "at": MARCH}
    placed = [order(cohort, 1) for _n in range(4)]

    def change(n: int) -> None:
        one = Order.objects.get(pk=placed[n % 4].pk)
        changes.change_quantity(line=one.lines.get(), version=one.version, quantity=1 + n % 5, **who)

    at_once(change, list(range(40)))

    assert taken(cohort)[0] == taken(cohort)[1] == sum(OrderLine.objects.values_list("quantity", flat=True)) <= 8


@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_one_order_at_once_one_is_kept_and_the_others_are_told():
    who = {"by": UserFactory(), "at": MARCH}
    placed = order(CohortFactory(), 1)

    results = at_once(
        lambda n: changes.change_details(order=placed, version=placed.version, reference=f"R{n}", **who),
        list(range(20)),
    )

    assert sorted(str(type(result)) for result in results) == [str(type(None))] + [str(Conflict)] * 19
    assert Order.objects.get().reference == f"R{results.index(None)}"
    assert OrderChange.objects.count() == 1


# Paid by several
def test_part_of_a_line_is_paid_by_somebody_else_and_seats_keep_their_numbers(cohort, who):
    placed, other = order(cohort, 3), OrganisationFactory(name="Nacka kommun")
    numbers = list(Seat.objects.order_by("pk").values_list("number", "status", "application_code"))

    line = divide(placed, 1, who, cost_bearer=other, buyer_reference="NA12")

    rest = placed.lines.exclude(pk=line.pk).get()
    assert (rest.quantity, line.quantity, line.unit_price, line.is_paid_by) == (2, 1, rest.unit_price, other)
    assert rest.price + line.price == 3 * 68000
    assert [seat.number for seat in line.seats.all()] == [f"{placed.number}/03"]
    assert list(Seat.objects.order_by("pk").values_list("number", "status", "application_code")) == numbers
    assert taken(cohort) == (3, 3)
    by_line = selectors.seat_sums(by="line", cohort=cohort)
    assert {pk: one.held for pk, one in by_line.items()} == {rest.pk: 2, line.pk: 1}
    assert set(SeatEntry.objects.filter(why="split").values_list("line", "was", "became")) == {
        (rest.pk, "reserved", ""),
        (line.pk, "", "reserved"),
    }


def test_all_of_a_line_is_paid_by_somebody_else(cohort, who):
    placed, other = order(cohort, 3), OrganisationFactory()

    line = divide(placed, 3, who, cost_bearer=other)

    assert (placed.lines.get(), line.cost_bearer, line.seats.count()) == (line, other, 3)


def test_other_things_than_seats_are_divided_too(who):
    line = OrderLineFactory(staff_training=True, quantity=3)

    other = divide(line.order, 1, who, cost_bearer=OrganisationFactory())

    line.refresh_from_db()
    assert (line.quantity, other.quantity, other.kind, other.vat, other.status) == (2, 1, "staff", "S25", "ordered")


@pytest.mark.parametrize(("quantity", "field"), [(0, "quantity"), (4, "quantity"), (1, "cost_bearer")])
def test_a_division_that_means_nothing_is_refused(quantity, field, cohort, who):
    placed = order(cohort, 3)
    other = placed.orderer if field == "cost_bearer" else OrganisationFactory()

    with pytest.raises(Refused) as refused:
        divide(placed, quantity, who, cost_bearer=other)

    assert (refused.value.field, placed.lines.count()) == (field, 1)


def test_a_line_that_waits_is_not_divided(who):
    placed = order(CohortFactory(capacity=1), 2, if_short="wait")

    with pytest.raises(WrongStatus):
        divide(placed, 1, who, cost_bearer=OrganisationFactory())


def test_an_order_that_was_divided_is_called_off_whole_and_called_back(cohort, who):
    placed = order(cohort, 3)
    divide(placed, 1, who, cost_bearer=OrganisationFactory())

    orders.cancel(order=placed, **who)
    assert taken(cohort) == (0, 0)
    orders.undo_cancel(order=placed, **who)

    assert (states(placed), taken(cohort)) == (["reserved"] * 3, (3, 3))


# What is kept
@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(after={"payer": "X"}), lambda rows: rows.delete()], ids=["update", "delete"]
)
def test_what_was_changed_stays_written(change):
    OrderChangeFactory()

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        change(OrderChange.objects.all())


def test_a_change_changes_something():
    with pytest.raises(IntegrityError, match="order_change_of_something"), transaction.atomic():
        OrderChangeFactory(after={})


def test_the_orders_page_says_in_words_what_was_changed(cohort, national, signed_in, who):
    placed, nacka = order(cohort, 3), OrganisationFactory(name="Nacka kommun")
    was = placed.orderer.name
    edit(placed, who, payer=nacka, reference="NEW", legal_form="iop")
    recount(placed, 2, who)
    divide(placed, 1, who, cost_bearer=placed.orderer)

    page = signed_in(national).get(f"/bestallningar/{placed.number}/")

    told = [event.text for event in page.context["events"]]
    for said in (
        (
            f"Ändrat: betalare från {was} till Nacka kommun, er referens, "
            "upphandlingsform från direktköp till idéburet offentligt partnerskap (iop)"
        ),
        "Ändrat: antal platser från 3 till 2",
        f"1 betalas av {was}",
    ):
        assert said in told, told
    assert "Sara Nord" in next(event.when for event in page.context["events"] if event.text.startswith("Ändrat"))


# The pages
VALUES = {"legal_form": "direct", "reference": "NEW"}


def test_an_orderer_changes_a_sent_order_and_only_references_of_an_answered_one(cohort, orderer, national, signed_in):
    placed, client = order(cohort, 2, orderer=orderer.organisation), signed_in(orderer)
    address = f"/bestallningar/{placed.number}/andra/"
    values = {**VALUES, "version": placed.version, "payer": orderer.organisation_id, "decision": "KS 1"}
    assert client.post(address, values).status_code == 302
    orders.confirm(order=placed, by=national.user, at=MARCH)

    page = client.get(address)
    client.post(address, {**values, "version": placed.version + 1, "reference": "NEWER", "decision": "KS 2"})

    assert set(page.context["form"].fields) == {
        *("version", "reference", "reference_later", "order_reference", "contract_reference", "invoicing_object")
    }
    now = Order.objects.get()
    assert (now.reference, now.decision) == ("NEWER", "KS 1")


def test_a_coordinator_changes_an_answered_order(cohort, national, signed_in):
    placed = order(cohort, 2)
    orders.confirm(order=placed, by=national.user, at=MARCH)
    values = {**VALUES, "version": placed.version, "payer": placed.orderer_id, "decision": "KS 2"}

    signed_in(national).post(f"/bestallningar/{placed.number}/andra/", values)

    assert Order.objects.get().decision == "KS 2"


def test_an_orderer_changes_the_number_until_the_order_is_answered(cohort, orderer, national, signed_in):
    placed, client = order(cohort, 2, orderer=orderer.organisation), signed_in(orderer)
    address = f"/bestallningar/{placed.number}/rader/{placed.lines.get().pk}/antal/"

    client.post(address, {"version": placed.version, "fee": "0", "quantity": "3"})
    orders.confirm(order=placed, by=national.user, at=MARCH)
    told = client.post(address, {"version": placed.version + 1, "fee": "0", "quantity": "4"})

    assert (OrderLine.objects.get().quantity, told.status_code) == (3, 200)


def test_whoever_pays_a_part_sees_that_part_and_no_more(cohort, orderer, national, signed_in):
    placed = order(cohort, 3, reference="HEMLIG")
    line = divide(
        placed, 1, {"by": national.user, "at": MARCH}, cost_bearer=orderer.organisation, buyer_reference="NA12"
    )
    client = signed_in(orderer)
    address = f"/bestallningar/{placed.number}/"

    page, listed = client.get(address), client.get("/bestallningar/")

    assert (page.context["lines"], [seat.number for seat in page.context["seats"]]) == ([line], [f"{placed.number}/03"])
    assert (page.context["total"], "HEMLIG" in page.content.decode(), "NA12" in page.content.decode()) == (
        68000,
        False,
        True,
    )
    assert [one.shown_seats for one in listed.context["page"].rows] == [1]
    for verb in ("avboka", "andra", f"rader/{line.pk}/antal", f"rader/{line.pk}/dela", "kvitto.pdf"):
        assert client.get(f"{address}{verb.removesuffix('/')}" + ("" if "." in verb else "/")).status_code == 404
    assert client.post(f"{address}avboka/", {"fee": "0"}).status_code == 404
    assert Order.objects.get().status == "sent"


def test_a_cost_bearer_of_a_draft_sees_nothing(orderer):
    OrderLineFactory(order__draft=True, status="draft", cost_bearer=orderer.organisation)

    assert not Order.objects.visible_to(orderer).exists()
    assert not OrderLine.objects.visible_to(orderer).exists()


def test_an_orderer_lets_only_its_own_or_its_region_pay(cohort, orderer, signed_in):
    placed, stranger = order(cohort, 3, orderer=orderer.organisation), OrganisationFactory()
    address = f"/bestallningar/{placed.number}/rader/{placed.lines.get().pk}/dela/"

    answer = signed_in(orderer).post(
        address, {"version": placed.version, "quantity": "1", "cost_bearer": stranger.pk, "buyer_reference": ""}
    )

    assert (answer.status_code, placed.lines.count()) == (200, 1)


def test_nobody_changes_what_is_not_theirs(cohort, signed_in):
    placed, client = order(cohort, 2), signed_in(MembershipFactory(orderer=True))

    for page in ("andra", f"rader/{placed.lines.get().pk}/antal", f"rader/{placed.lines.get().pk}/dela"):
        assert client.get(f"/bestallningar/{placed.number}/{page}/").status_code == 404


def test_a_line_of_another_order_is_not_there(cohort, national, signed_in):
    first, second = order(cohort, 1), order(cohort, 1)

    address = f"/bestallningar/{first.number}/rader/{second.lines.get().pk}/antal/"

    assert signed_in(national).get(address).status_code == 404
