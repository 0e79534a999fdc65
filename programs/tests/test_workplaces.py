"""At which workplaces an order's peer supporters are meant to work: units by name, one a line."""

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from programs.actions import changes
from programs.models import Order, OrderChange
from programs.selectors.history import change_in_words
from programs.tests.factories import CohortFactory, OrderFactory, OrderLineFactory
from programs.tests.steps import MARCH, order
from programs.tests.test_paid_from import text_of

pytestmark = pytest.mark.django_db
UNITS = "Boendestödet\nTräffpunkten"


@pytest.fixture
def placed(orderer) -> Order:
    return order(CohortFactory(), 2, orderer=orderer.organisation)


def written(orderer, signed_in, text: str):
    """What the payer step answers to it, and what it stored."""
    draft = OrderFactory(draft=True, orderer=orderer.organisation, placed_by=orderer.user)
    OrderLineFactory(order=draft, status="draft")
    values = {"version": 1, "payer": orderer.organisation_id, "reference": "ZZ1", "legal_form": "direct"}
    answer = signed_in(orderer).post(f"/bestall/utkast/{draft.pk}/betalare/", values | {"workplaces": text})
    draft.refresh_from_db()
    return answer, draft.workplaces


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        (" Boendestödet \r\n\r\nTräffpunkten\r\n", UNITS),
        ("\r\n".join(["B" * 120] * 10), "\n".join(["B" * 120] * 10)),
    ],
)
def test_the_payer_step_keeps_one_unit_a_line(orderer, signed_in, text, kept):
    answer, stored = written(orderer, signed_in, text)

    assert (answer.status_code, stored) == (302, kept)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n".join("ABCDEFGHIJK"), "Skriv högst 10, en per rad."),
        ("B" * 121, "En rad kan ha högst 120 tecken."),
    ],
)
def test_too_many_and_too_long_ones_are_refused_beside_what_was_written(orderer, signed_in, text, words):
    answer, stored = written(orderer, signed_in, text)

    assert (answer.context["form"].errors, stored) == ({"workplaces": [words]}, "")
    assert text in answer.content.decode()


def test_who_sees_the_order_whole_reads_them_and_who_pays_a_part_does_not(placed, orderer, national, signed_in):
    region = MembershipFactory(orderer=True)
    placed.lines.update(cost_bearer=region.organisation)
    Order.objects.update(workplaces=UNITS)

    pages = [
        signed_in(who).get(f"/bestallningar/{placed.number}/").content.decode() for who in (orderer, national, region)
    ]

    assert ["Boendestödet<br>Träffpunkten" in page for page in pages] == [True, True, False]
    assert "Träffpunkten" not in pages[2]


def test_a_change_is_told_without_their_names(placed):
    changes.change_details(order=placed, version=placed.version, workplaces=UNITS, by=UserFactory(), at=MARCH)

    kept = OrderChange.objects.get()
    assert change_in_words(kept.before, kept.after) == "Ändrat: tänkta arbetsplatser"
    assert Order.objects.get().workplaces == UNITS


def test_they_stand_on_no_receipt(placed, orderer, signed_in):
    Order.objects.update(workplaces=UNITS)

    paper = text_of(signed_in(orderer).get(f"/bestallningar/{placed.number}/kvitto.pdf").content)

    assert "Träffpunkten" not in paper
