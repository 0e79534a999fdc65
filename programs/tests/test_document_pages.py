"""/dokument/: what an orderer can fetch, and nothing that its own page would refuse."""

import re

import pytest
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.shared.calendar import Quarter
from programs.actions import bases, changes
from programs.models import Order
from programs.tests.factories import (
    CancellationStepFactory,
    ChargeFactory,
    CohortFactory,
    OrderFactory,
    OrderFileFactory,
    ProgrammeFactory,
)
from programs.tests.invoicing import OCTOBER, collect_one, locked
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def orderer(payer):
    return MembershipFactory(orderer=True, organisation=payer)


@pytest.fixture
def client(orderer, signed_in):
    return signed_in(orderer)


def shown(page) -> list[tuple[str, bool, list[str], list[str]]]:
    return [
        (one.order.number, one.has_receipt, [file.name for file in one.files], [basis.number for basis in one.bases])
        for one in page.context["documents"]
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_as_much_for_one_order_as_for_three(count, orderer, client, host, django_assert_num_queries):
    for _n in range(count):
        basis = locked(host, orderer.organisation)
        OrderFileFactory(order=basis.charges.get().line.order)
        CancellationStepFactory()
    client.get("/dokument/")

    with django_assert_num_queries(12):
        page = client.get("/dokument/")

    assert [(len(files), len(found)) for _number, _receipt, files, found in shown(page)] == [(1, 1)] * count


def test_each_order_stands_with_its_receipt_files_and_bases(orderer, client, host):
    basis = locked(host, orderer.organisation, seats=2)
    credit = bases.credit(basis=basis, by=UserFactory(), at=OCTOBER)
    old = basis.charges.first().line.order
    OrderFileFactory(order=old, name="beslut.pdf")
    new = order(CohortFactory(), 1, orderer=orderer.organisation)

    page = client.get("/dokument/")

    assert shown(page) == [
        (new.number, True, [], []),
        (old.number, True, ["beslut.pdf"], [basis.number, credit.number]),
    ]
    for address in links(page):
        assert client.get(address).status_code == 200, address


def links(page) -> set[str]:
    """The files and pages that the page's own part leads to."""
    main = page.content.decode().partition("<h1")[2].partition("</main>")[0]
    return set(re.findall(r'href="(/[^"#?]+)"', main))


def test_what_is_not_locked_or_is_somebody_elses_is_not_there(orderer, client, host):
    mine = order(CohortFactory(host=host), 1, orderer=orderer.organisation)
    collect_one(host, orderer.organisation, number="B-2026-9000")
    OrderFileFactory(order=order(CohortFactory(), 1))
    OrderFactory(orderer=orderer.organisation, draft=True)
    locked(host, OrganisationFactory(org_number="2120000787"))

    assert shown(client.get("/dokument/")) == [(mine.number, True, [], []), ("B-2026-9000", True, [], [])]


def test_who_pays_a_part_gets_its_basis_and_neither_receipt_nor_files(orderer, client, host):
    placed = order(CohortFactory(host=host), 2)
    OrderFileFactory(order=placed)
    part = changes.split(
        line=placed.lines.get(),
        version=placed.version,
        quantity=1,
        cost_bearer=orderer.organisation,
        by=UserFactory(),
        at=MARCH,
    )
    ChargeFactory(seat=part.seats.get(), payer=orderer.organisation)
    (basis,) = bases.collect(host=host, until=OCTOBER.date(), by=UserFactory(), at=OCTOBER)
    bases.lock(basis=basis, by=UserFactory(), at=OCTOBER)

    page = client.get("/dokument/")

    assert shown(page) == [(placed.number, False, [], [basis.number])]
    assert "kvitto.pdf" not in page.content.decode()


def test_it_can_be_searched_and_has_pages(orderer, client):
    OrderFactory.create_batch(51, orderer=orderer.organisation)
    first = Order.objects.earliest("pk")

    assert [len(shown(client.get(f"/dokument/?sida={n}"))) for n in (1, 2)] == [50, 1]
    assert [number for number, *_rest in shown(client.get(f"/dokument/?q={first.number[-4:]}"))] == [first.number]
    assert "Ingen beställning" in client.get("/dokument/?q=%25").content.decode()


def test_the_last_four_quarters_and_the_terms_in_force_are_there(client):
    CancellationStepFactory(programme__name="Peer support", days_before=30, percent=10)
    CancellationStepFactory(programme=ProgrammeFactory(name="Nedlagt", is_open=False))
    now = Quarter.of(timezone.localdate())

    page = client.get("/dokument/")

    text = page.content.decode()
    assert [quarter for quarter, _title in page.context["quarters"]] == [
        now,
        now.previous,
        now.previous.previous,
        now.previous.previous.previous,
    ]
    assert f'href="/kvartal/{now.year}/{now.number}/excel/"' in text
    assert ("30 dagar före start, eller tidigare" in text, "10 % av priset" in text) == (True, True)
    assert ("Peer support, villkor" in text, "Nedlagt" in text, "Inga dokument än" in text) == (True, False, True)


def test_the_page_is_for_orderers(signed_in, national):
    assert signed_in(national).get("/dokument/").status_code == 403
