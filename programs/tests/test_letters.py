"""Letters about orders: to whom, once, and what they say, which is next to nothing."""

import datetime as dt
from email import message_from_bytes, policy

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import ContactFactory, MembershipFactory, OrganisationFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_each
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from peersupport.shared.refusals import Refused
from programs import letters
from programs.actions import changes, drafts, orders, seats, transfers
from programs.models import Order, Seat
from programs.tests.factories import CohortFactory, InvoiceBasisFactory, OrderFactory, OrderLineFactory
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db
KINDS_OF_ORDERS = [kind.name for kind in letters.KINDS]


def posted(name: str) -> list[tuple]:
    return list(Letter.objects.filter(kind=name).order_by("pk").values_list("subject_id", "user", "address"))


def text_of(letter: Letter) -> str:
    message = message_from_bytes(render(letter).source, policy=policy.default)
    return f"{message['Subject']}\n{message.get_content()}"


def test_who_sent_an_order_is_told_that_it_came_and_that_it_is_confirmed(orderer, national):
    placed = order(CohortFactory(), 1, orderer=orderer.organisation, by=orderer.user)

    orders.confirm(order=placed, by=national.user, at=MARCH)

    told = (placed.pk, orderer.user.pk, "")
    assert (posted("order_received"), posted("order_confirmed")) == ([told], [told])


def test_who_did_not_call_off_their_order_themselves_is_told_when_it_can_not_be_undone_any_more(orderer, national):
    placed = order(CohortFactory(), 1, orderer=orderer.organisation, by=orderer.user)

    orders.cancel(order=placed, by=national.user, at=MARCH)

    assert posted("order_cancelled") == [(placed.pk, orderer.user.pk, "")]
    assert Letter.objects.get(kind="order_cancelled").not_before == MARCH + dt.timedelta(minutes=10)
    assert KINDS["order_cancelled"].still_wanted({placed.pk, OrderFactory().pk}) == {placed.pk}


def test_who_calls_off_their_own_order_is_not_told_that_they_did(orderer):
    colleague = MembershipFactory(orderer=True, organisation=orderer.organisation)
    placed = order(CohortFactory(), 1, orderer=orderer.organisation, by=orderer.user)

    orders.cancel(order=placed, by=colleague.user, at=MARCH)

    assert posted("order_cancelled") == []


@pytest.fixture
def of_two_lines(orderer):
    """An order of one seat and, in another line of its own, one more."""
    cohort = CohortFactory()
    placed = order(cohort, 2, orderer=orderer.organisation, by=orderer.user)
    to = CohortFactory(programme=cohort.programme)
    transfers.transfer(line=placed.lines.get(), cohort=to, count=1, by=orderer.user, at=MARCH)
    return placed


ENDS_A_LINE = {
    "called off": lambda line, **who: changes.cancel_line(line=line, **who),
    "its last seat given back": lambda line, **who: seats.release(seat=line.seats.get(), **who),
}


@pytest.mark.parametrize("end", ENDS_A_LINE.values(), ids=ENDS_A_LINE)
def test_who_did_not_call_off_a_part_of_their_order_themselves_is_told_once(end, of_two_lines, orderer, national):
    first, _second = of_two_lines.lines.order_by("pk")

    end(first, by=national.user, at=MARCH)
    with pytest.raises(Refused):
        end(first, by=national.user, at=MARCH)

    assert posted("line_cancelled") == [(of_two_lines.pk, orderer.user.pk, "")]
    assert posted("order_cancelled") == []
    assert KINDS["line_cancelled"].still_wanted({of_two_lines.pk}) == {of_two_lines.pk}


@pytest.mark.parametrize("end", ENDS_A_LINE.values(), ids=ENDS_A_LINE)
def test_who_ends_a_part_of_their_own_order_is_not_told_that_they_did(end, of_two_lines, orderer):
    end(of_two_lines.lines.earliest("pk"), by=orderer.user, at=MARCH)

    assert posted("line_cancelled") == []


def test_a_part_is_told_of_no_more_when_all_of_the_order_is_over(of_two_lines, orderer, national):
    first, second = of_two_lines.lines.order_by("pk")

    for line in (first, second):
        seats.release(seat=line.seats.get(), by=national.user, at=MARCH)

    assert [posted(kind) for kind in ("line_cancelled", "order_cancelled")] == [
        [(of_two_lines.pk, orderer.user.pk, "")]
    ] * 2
    assert Letter.objects.get(kind="order_cancelled").not_before == MARCH  # nobody can undo it
    assert KINDS["line_cancelled"].still_wanted({of_two_lines.pk}) == set()


def test_a_seat_given_back_of_several_is_told_to_nobody(orderer, national):
    order(CohortFactory(), 2, orderer=orderer.organisation, by=orderer.user)

    seats.release(seat=Seat.objects.first(), by=national.user, at=MARCH)

    assert set(Letter.objects.values_list("kind", flat=True)) == {"order_received"}


def test_an_order_called_off_and_back_is_told_to_nobody(orderer, national):
    placed = order(CohortFactory(), 1, orderer=orderer.organisation, by=orderer.user)
    orders.cancel(order=placed, by=national.user, at=MARCH)
    orders.undo_cancel(order=placed, by=national.user, at=MARCH)

    orders.cancel(order=placed, by=national.user, at=MARCH + dt.timedelta(minutes=1))

    kept = Letter.objects.filter(kind="order_cancelled").order_by("pk")
    assert list(kept.values_list("state", flat=True)) == ["cancelled", "queued"]


def test_what_a_coordinator_orders_for_somebody_is_told_to_all_who_order_there(orderer, national):
    colleague = MembershipFactory(orderer=True, organisation=orderer.organisation)
    MembershipFactory(orderer=True, organisation=orderer.organisation, user__is_active=False)

    placed = order(CohortFactory(), 1, orderer=orderer.organisation, by=national.user)

    assert posted("order_received") == [(placed.pk, one.user_id, "") for one in (orderer, colleague)]


def test_where_nobody_has_an_account_the_contact_person_is_told(national):
    line = OrderLineFactory(order__draft=True, order__contact_email="bestall@kommun.example", status="draft")

    sent = drafts.send(order=line.order, by=national.user, at=MARCH)

    assert posted("order_received") == [(sent.pk, None, "bestall@kommun.example")]


def test_a_draft_is_told_to_nobody(orderer):
    OrderLineFactory(order__draft=True, order__orderer=orderer.organisation, status="draft")

    assert not Letter.objects.exists()


@pytest.mark.parametrize("name", KINDS_OF_ORDERS)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_letter_says_the_orders_number_and_no_name(name, language):
    reader = UserFactory(language=language, given_name="Maximiliana")
    placed = OrderFactory(orderer=OrganisationFactory(name="Storstads kommun"), reference="HEMLIG-77")
    kept = Letter(kind=name, subject_id=placed.pk, user=reader, language=language, values={}, key="k", created_at=MARCH)

    text = text_of(kept)

    assert placed.number in text
    assert f"/bestallningar/{placed.number}/" in text
    assert [word for word in ("Maximiliana", "Storstads", "HEMLIG", "psyk") if word.lower() in text.lower()] == []


@pytest.mark.parametrize("name", ["order_received", "order_confirmed"])
@pytest.mark.parametrize("state", Order.Status.values)
def test_a_letter_about_what_is_over_is_not_sent(name, state):
    placed = OrderFactory(status=state)

    wanted = KINDS[name].still_wanted({placed.pk})

    over = ("draft", *Order.OVER)
    tells = state == "declined" if name == "order_declined" else state not in over
    assert wanted == ({placed.pk} if tells else set())


@pytest.mark.parametrize("contacts", [[], ["faktura@kommun.example", "ekonomi@kommun.example"]], ids=["none", "two"])
def test_a_basis_that_is_ready_is_told_to_who_handles_the_payers_invoices(contacts, orderer):
    basis = InvoiceBasisFactory(payer=orderer.organisation, locked=True)
    for email in contacts:
        ContactFactory(organisation=orderer.organisation, role="invoice", email=email)

    post_each(letters.basis_ready(basis, at=MARCH), at=MARCH)

    told = [(basis.pk, None, email) for email in contacts] or [(basis.pk, orderer.user.pk, "")]
    assert posted("basis_ready") == told


def test_the_letter_about_a_basis_says_its_number_and_no_more():
    basis = InvoiceBasisFactory(locked=True, payer__name="Storstads kommun", buyer_reference="HEMLIG-77")
    kept = Letter(kind="basis_ready", subject_id=basis.pk, address="a@b.example", language="sv", values={}, key="k")

    text = text_of(kept)

    assert (basis.number in text, f"/underlag/{basis.number}/" in text) == (True, True)
    assert [word for word in ("Storstads", "HEMLIG", "psyk") if word in text] == []
    assert KINDS["basis_ready"].still_wanted({basis.pk, InvoiceBasisFactory().pk}) == {basis.pk}


def test_a_letter_that_could_not_be_sent_for_a_week_is_not_sent_any_more(orderer):
    order(CohortFactory(), 1, orderer=orderer.organisation, by=orderer.user)

    assert Letter.objects.get().expires_at == MARCH + dt.timedelta(days=7)
