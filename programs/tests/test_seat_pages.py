"""/platser/: an orderer's own seats, by number and state; each number is the ledger's."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from programs import selectors
from programs.actions import changes, orders, seats
from programs.models import Cohort, Seat
from programs.selectors import OwnSeats, Seats
from programs.tests.factories import CohortFactory
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(orderer, signed_in):
    return signed_in(orderer)


@pytest.fixture
def coming():
    """A cohort that starts in a hundred days, and asks unused seats back in fifty."""
    on = timezone.localdate()
    days = {name: on + dt.timedelta(days=n) for name, n in (("starts_on", 100), ("ends_on", 140), ("release_on", 50))}
    return CohortFactory(name="Våren", **days)


def numbers(page) -> list[str]:
    return [seat.number for seat in page.context["page"].rows]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_twelve_queries(count, orderer, client, django_assert_num_queries):
    for _n in range(count):
        order(CohortFactory(), 2, orderer=orderer.organisation)
    client.get("/platser/")

    with django_assert_num_queries(12):
        page = client.get("/platser/")

    assert len(page.context["page"].rows) == 2 * count


def test_seats_are_listed_by_cohort_and_number_and_nobody_elses(orderer, client, coming):
    old = order(
        CohortFactory(starts_on=dt.date(2025, 3, 3), ends_on=dt.date(2025, 4, 3)), 1, orderer=orderer.organisation
    )
    new = order(coming, 2, orderer=orderer.organisation)
    order(coming, 3)

    page = client.get("/platser/")

    assert numbers(page) == [f"{new.number}/01", f"{new.number}/02", f"{old.number}/01"]
    assert f'href="/bestallningar/{new.number}/"' in page.content.decode()


def test_the_list_can_be_filtered(orderer, client, coming):
    other = CohortFactory(starts_on=coming.starts_on - dt.timedelta(days=1), ends_on=coming.ends_on)
    sent, confirmed = (order(cohort, 1, orderer=orderer.organisation) for cohort in (coming, other))
    orders.confirm(order=confirmed, by=UserFactory(), at=MARCH)
    over = order(CohortFactory(), 1, orderer=orderer.organisation)
    Cohort.objects.filter(lines__order=over).update(status="completed")

    def found(asked: str) -> list[str]:
        return numbers(client.get(f"/platser/?{asked}"))

    assert found("status=confirmed") == [f"{confirmed.number}/01"]
    assert found("status=free") == [f"{sent.number}/01", f"{confirmed.number}/01"]
    assert found(f"cohort={coming.pk}") == [f"{sent.number}/01"]
    assert found(f"cohort={coming.pk}&status=confirmed") == []
    assert len(found("status=nonsense&sida=0")) == 3
    assert found("cohort=x") == []


def test_the_list_has_pages(orderer, client):
    order(CohortFactory(capacity=60), 51, orderer=orderer.organisation)

    assert [len(numbers(client.get(f"/platser/?sida={n}"))) for n in (1, 2)] == [50, 1]


def test_a_link_is_shown_while_it_works_and_nobody_has_used_it(orderer, client, coming):
    order(coming, 3, orderer=orderer.organisation)
    order(CohortFactory(), 1, orderer=orderer.organisation)
    free, taken, given_back, over = Seat.objects.order_by("pk")
    seats.assign(seat=taken, by=UserFactory(), at=MARCH)
    seats.release(seat=given_back, by=UserFactory(), at=MARCH)
    Cohort.objects.filter(pk=over.cohort_id).update(status="completed")

    page = client.get("/platser/").content.decode()

    assert f'data-copy="{settings.SITE_URL}/ansok/{free.application_code}/"' in page
    assert [seat.number for seat in (taken, given_back, over) if seat.application_code in page] == []
    assert [f"#i-{icon}" in page for icon in ("hourglass", "user", "x")] == [True, True, True]


def test_who_pays_a_part_sees_the_seats_of_that_part(client, orderer, coming):
    placed = order(coming, 3)
    line = changes.split(
        line=placed.lines.get(),
        version=placed.version,
        quantity=2,
        cost_bearer=orderer.organisation,
        by=UserFactory(),
        at=MARCH,
    )

    page = client.get("/platser/")

    assert set(page.context["page"].rows) == set(line.seats.all())
    assert page.context["own"].seats == Seats(reserved=2)


def test_what_an_orderer_has_is_the_ledgers_sum(orderer, coming, django_assert_num_queries):
    on, ours = timezone.localdate(), {"orderer": orderer.organisation}
    orders.confirm(order=order(coming, 4, **ours), by=UserFactory(), at=MARCH)
    seats.assign(seat=Seat.objects.earliest("pk"), by=UserFactory(), at=MARCH)
    over = order(CohortFactory(starts_on=on - dt.timedelta(days=60), ends_on=on - dt.timedelta(days=1)), 2, **ours)
    Cohort.objects.filter(lines__order=over).update(status="running")
    order(CohortFactory(capacity=1), 5, if_short="wait", **ours)
    order(coming, 2)

    with django_assert_num_queries(4):
        own = selectors.own_seats(membership=orderer, on=on)

    assert own == OwnSeats(
        seats=Seats(confirmed=3, assigned=1, reserved=2),
        to_hand_out=3,
        waiting=5,
        next_start=coming.starts_on,
        next_release=coming.release_on,
    )
    assert own.to_hand_out == Seat.objects.visible_to(orderer).to_hand_out(on).count()
    assert [seat.is_to_hand_out(on) for seat in Seat.objects.filter(line__order=over)] == [False, False]


def test_who_has_no_seats_is_shown_how_to_order(client):
    page = client.get("/platser/")

    assert "Inga platser än" in page.content.decode()
    assert page.context["own"] == OwnSeats(Seats(), 0, 0, None, None)


def test_the_page_is_for_orderers(signed_in, national):
    assert signed_in(national).get("/platser/").status_code == 403
    assert signed_in(MembershipFactory(supervisor=True)).get("/platser/").status_code == 403


def test_seats_of_an_organisation_that_went_up_in_ours_are_ours(orderer, client, coming):
    gone = OrganisationFactory()
    placed = order(coming, 1, orderer=gone)
    type(gone).objects.filter(pk=gone.pk).update(
        merged_into=orderer.organisation, merged_at=MARCH, merged_by=orderer.user
    )

    assert numbers(client.get("/platser/")) == [f"{placed.number}/01"]
