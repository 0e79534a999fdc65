"""Funding sources: their budget, how much of it is used, and their pages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Conflict, Refused
from programs import selectors
from programs.actions import funding, seats
from programs.models import Cohort, FundingSource
from programs.tests.factories import AgreementFactory, CohortFactory, FundingSourceFactory, ProgrammeFactory
from programs.tests.steps import MARCH

pytestmark = pytest.mark.django_db
FORM = {
    "version": "1",
    "kind": "grant",
    "funder": "Socialstyrelsen",
    "registry_number": "4.3-1155/2026",
    "granted_on": "2026-01-15",
    "valid_from": "2026-01-01",
    "valid_until": "2026-12-31",
    "amount": "1 500 000",
    "target_seats": "20",
    "agreement": "",
}


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


def paying(source: FundingSource, count: int, who: dict, **cohort) -> list:
    """Seats that a source pays for in a cohort of its own."""
    into = CohortFactory(programme=source.programme, **cohort)
    return seats.fund(cohort=into, funding=source, count=count, **who)


def use_of(source: FundingSource) -> selectors.Use:
    return selectors.use_of_funding(selectors.funding_with_use(FundingSource.objects.filter(pk=source.pk)).get())


def test_used_is_what_the_seats_cost_that_are_held(who):
    source = FundingSourceFactory(amount=Decimal(1_000_000), target_seats=20)
    paying(source, 6, who, seat_price=68000)
    given_back, *_rest = paying(source, 2, who, seat_price=Decimal("70000.50"))
    seats.release(seat=given_back, **who)
    paying(FundingSourceFactory(programme=source.programme), 3, who)

    use = use_of(source)

    assert (use.seats, use.amount) == (7, Decimal("478000.50"))
    assert (use.seats_percent, use.amount_percent, use.percent, use.seats_left) == (35, 47, 47, 13)


def test_what_is_paid_stays_paid_when_the_cohort_costs_more(who, national):
    source = FundingSourceFactory(amount=Decimal(340_000))
    first, *_others = paying(source, 5, who, seat_price=68000)

    Cohort.objects.update(seat_price=72000)
    after_the_raise = use_of(source)
    seats.fund(cohort=first.cohort, funding=source, count=1, **who)

    assert (after_the_raise.amount, after_the_raise.percent) == (340_000, 100)
    cohorts = selectors.cohorts_paid_by(source=source, among=Cohort.objects.visible_to(national))
    assert cohorts == [(first.cohort, 6, Decimal(412_000))]


def test_without_a_budget_there_is_no_share(who):
    source = FundingSourceFactory()
    paying(source, 2, who)

    use = use_of(source)

    assert (use.seats, use.amount, use.percent, use.is_near, use.seats_left) == (2, 136000, None, False, None)
    assert selectors.warnings_of_use(use) == []


@pytest.mark.parametrize(("count", "told"), [(3, []), (4, ["4 av 5 platser är använda: 80 %."])])
def test_at_eighty_percent_it_is_said(count, told, who):
    source = FundingSourceFactory(target_seats=5)
    paying(source, count, who)

    assert selectors.warnings_of_use(use_of(source)) == told


def test_money_is_said_in_kronor(who):
    source = FundingSourceFactory(amount=Decimal(136000))
    paying(source, 2, who)

    assert selectors.warnings_of_use(use_of(source)) == ["136\xa0000 av 136\xa0000 kr är använda: 100 %."]


def test_a_source_is_added_with_its_budget():
    programme = ProgrammeFactory()
    agreement = AgreementFactory(programme=programme)

    source = funding.create(programme=programme, kind="agreement", funder="Region Skåne", agreement=agreement)

    assert FundingSource.objects.get() == source
    assert (source.agreement, source.version) == (agreement, 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"valid_from": dt.date(2026, 2, 1), "valid_until": dt.date(2026, 1, 31)}, "valid_until"),
        ({"kind": "grant", "agreement": "own"}, "agreement"),
        ({"kind": "agreement", "agreement": "foreign"}, "agreement"),
        ({"funder": "Fonden"}, "funder"),
    ],
)
def test_a_source_that_does_not_add_up_is_refused(wrong, field):
    programme = ProgrammeFactory()
    FundingSourceFactory(programme=programme, funder="Fonden")
    agreements = {"own": AgreementFactory(programme=programme), "foreign": AgreementFactory()}
    facts = {"kind": "grant", "funder": "En fond"} | wrong
    facts["agreement"] = agreements.get(facts.get("agreement"))

    with pytest.raises(Refused) as refusal:
        funding.create(programme=programme, **facts)

    assert (refusal.value.field, FundingSource.objects.count()) == (field, 1)


def test_changing_keeps_what_is_not_named():
    source = FundingSourceFactory(funder="Fonden", target_seats=5)

    funding.change(source=source, version=1, target_seats=8)

    source.refresh_from_db()
    assert (source.funder, source.target_seats, source.version) == ("Fonden", 8, 2)


def test_who_changes_what_somebody_else_has_changed_is_told():
    source = FundingSourceFactory()
    funding.change(source=source, version=1, target_seats=8)

    with pytest.raises(Conflict):
        funding.change(source=source, version=1, target_seats=9)

    assert FundingSource.objects.get().target_seats == 8


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"kind": "loan"}, "funding_kind_known"),
        ({"amount": 0}, "funding_amount_positive"),
        ({"target_seats": 0}, "funding_target_positive"),
        ({"valid_from": dt.date(2026, 2, 1), "valid_until": dt.date(2026, 1, 31)}, "funding_ends_after_it_begins"),
    ],
)
def test_the_database_refuses(facts, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        FundingSourceFactory(**facts)


def test_only_a_source_of_an_agreement_stands_under_one():
    agreement = AgreementFactory()
    FundingSourceFactory(agreement=agreement, kind="agreement")

    with pytest.raises(IntegrityError, match="only_agreements_fund_under_one"), transaction.atomic():
        FundingSourceFactory(agreement=agreement)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_seven_queries(count, national, signed_in, who, django_assert_num_queries):
    for source in FundingSourceFactory.create_batch(count, target_seats=5):
        paying(source, 4, who)
    client = signed_in(national)
    client.get("/finansiering/")

    with django_assert_num_queries(7):
        page = client.get("/finansiering/")

    assert [row.bars[0].text for row in page.context["page"].rows] == ["4 av 5 platser använda, 80 %"] * count


@pytest.mark.parametrize("count", [1, 3])
def test_a_source_costs_eight_queries(count, national, signed_in, who, django_assert_num_queries):
    source, client = FundingSourceFactory(amount=10_000_000), signed_in(national)
    for _n in range(count):
        paying(source, 2, who)
    client.get(f"/finansiering/{source.pk}/")

    with django_assert_num_queries(8):
        page = client.get(f"/finansiering/{source.pk}/")

    assert [(seats, price) for _cohort, seats, price in page.context["cohorts"]] == [(2, 136000)] * count
    assert page.context["elsewhere"] == 0


def test_a_region_counts_the_cohorts_of_others_without_their_names(signed_in, who):
    region, source = MembershipFactory(regional=True), FundingSourceFactory()
    paying(source, 2, who, host=region.organisation, name="Vår egen")
    paying(source, 3, who, name="Någon annans")

    page = signed_in(region).get(f"/finansiering/{source.pk}/")

    assert [(cohort.name, seats) for cohort, seats, _price in page.context["cohorts"]] == [("Vår egen", 2)]
    assert page.context["elsewhere"] == 3
    assert "Någon annans" not in page.content.decode()


def test_a_coordinator_adds_a_source_and_changes_it(national, signed_in):
    programme, client = ProgrammeFactory(), signed_in(national)
    assert client.get("/finansiering/ny/").status_code == 200

    client.post("/finansiering/ny/", FORM | {"programme": programme.pk})
    source = FundingSource.objects.get()
    answer = client.post(f"/finansiering/{source.pk}/andra/", FORM | {"target_seats": "25"})

    source.refresh_from_db()
    assert answer.url == f"/finansiering/{source.pk}/"
    assert (source.amount, source.target_seats, source.valid_until) == (1_500_000, 25, dt.date(2026, 12, 31))
    assert client.get(f"/finansiering/{source.pk}/andra/").context["form"]["funder"].value() == "Socialstyrelsen"


def test_a_refusal_stands_beside_its_field(national, signed_in):
    sent = FORM | {"programme": ProgrammeFactory().pk, "valid_until": "2025-12-31"}

    page = signed_in(national).post("/finansiering/ny/", sent)

    assert list(page.context["form"].errors) == ["valid_until"]


@pytest.mark.parametrize(
    ("role", "seen", "changed"),
    [("regional", 200, 403), ("dpo", 403, 403), ("orderer", 403, 403), ("leader", 403, 403), ("peer", 403, 403)],
)
def test_only_the_nation_sets_budgets(role, seen, changed, signed_in):
    source, client = FundingSourceFactory(), signed_in(MembershipFactory(**{role: True}))

    assert {client.get(url).status_code for url in ("/finansiering/", f"/finansiering/{source.pk}/")} == {seen}
    for url in ("/finansiering/ny/", f"/finansiering/{source.pk}/andra/"):
        assert (client.get(url).status_code, client.post(url, FORM).status_code) == (changed, changed)


def test_a_source_that_does_not_exist_is_not_there(national, signed_in):
    client = signed_in(national)

    assert {client.get(f"/finansiering/0/{page}").status_code for page in ("", "andra/")} == {404}
