"""Who decided an order, and under which number it is registered with us."""

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.shared.refusals import Conflict
from programs.actions import changes
from programs.models import Order, OrderChange
from programs.selectors.history import change_in_words
from programs.tests.factories import CohortFactory, OrderFactory
from programs.tests.steps import MARCH, order
from programs.tests.test_paid_from import text_of

pytestmark = pytest.mark.django_db
WHOM = "Socialchefen, delegation 4.2"


@pytest.fixture
def placed(orderer) -> Order:
    return order(CohortFactory(), 2, orderer=orderer.organisation)


def register(placed: Order, number: str, *, version: int | None = None) -> None:
    version = version or Order.objects.get(pk=placed.pk).version
    changes.register(order=placed, version=version, our_case_number=number, by=UserFactory(), at=MARCH)


def test_the_payer_step_asks_who_decided(orderer, signed_in):
    draft = OrderFactory(draft=True, orderer=orderer.organisation, placed_by=orderer.user)
    draft.lines.create(cohort=CohortFactory(), quantity=2, unit_price=1, vat="E", status="draft")
    values = {"version": 1, "payer": orderer.organisation_id, "reference": "ZZ1", "legal_form": "direct"}

    answer = signed_in(orderer).post(f"/bestall/utkast/{draft.pk}/betalare/", values | {"decided_by_whom": WHOM})

    draft.refresh_from_db()
    assert (answer.status_code, draft.decided_by_whom) == (302, WHOM)


def test_the_orders_page_and_receipt_say_both_and_the_history_neither(placed, orderer, signed_in):
    who = {"by": UserFactory(), "at": MARCH}
    changes.change_details(order=placed, version=placed.version, decided_by_whom=WHOM, **who)
    register(placed, "NSPH 2026-114")
    client = signed_in(orderer)

    page = client.get(f"/bestallningar/{placed.number}/").content.decode()
    paper = text_of(client.get(f"/bestallningar/{placed.number}/kvitto.pdf").content)

    assert [(WHOM in said, "NSPH 2026-114" in said) for said in (page, paper)] == [(True, True), (False, True)]
    words = [change_in_words(one.before, one.after) for one in OrderChange.objects.order_by("pk")]
    assert words == ["Ändrat: vem som har beslutat", "Ändrat: vårt diarienummer"]


def test_whoever_pays_a_part_reads_neither(placed, signed_in):
    region = MembershipFactory(orderer=True)
    placed.lines.update(cost_bearer=region.organisation)
    Order.objects.update(decided_by_whom=WHOM, our_case_number="NSPH 2026-114")

    page = signed_in(region).get(f"/bestallningar/{placed.number}/").content.decode()

    assert (WHOM in page, "NSPH 2026-114" in page) == (False, False)


def test_a_coordinator_registers_an_order_in_any_state_and_an_orderer_none(placed, national, orderer, signed_in):
    path = f"/bestallningar/{placed.number}/diarienummer/"
    Order.objects.update(status="closed")

    answer = signed_in(national).post(path, {"version": placed.version, "our_case_number": "NSPH 2026-114"})

    assert (answer.status_code, Order.objects.get().our_case_number) == (302, "NSPH 2026-114")
    assert path in signed_in(national).get(f"/bestallningar/{placed.number}/").content.decode()
    client = signed_in(orderer)
    assert client.get(path).status_code == 403
    assert path not in client.get(f"/bestallningar/{placed.number}/").content.decode()


def test_a_draft_is_not_registered(national, signed_in):
    OrderFactory(draft=True, placed_by=national.user)

    assert signed_in(national).get("/bestallningar/None/diarienummer/").status_code == 404


def test_two_who_register_at_once_are_told_and_the_same_number_changes_nothing(placed):
    register(placed, "NSPH 1")
    before = Order.objects.get().version

    register(placed, "NSPH 1")
    with pytest.raises(Conflict):
        register(placed, "NSPH 2", version=placed.version)

    assert (Order.objects.get().version, OrderChange.objects.count()) == (before, 1)


def test_no_letter_says_either(placed):
    Order.objects.update(decided_by_whom=WHOM, our_case_number="NSPH 2026-114")

    register(placed, "NSPH 2026-115")

    assert not [
        letter for letter in Letter.objects.all() if WHOM in str(vars(letter)) or "NSPH 2026" in str(vars(letter))
    ]
