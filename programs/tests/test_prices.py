"""What things cost in a year: the national list, a host's own, and the pages where both are set."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import CountyFactory, MembershipFactory, OrganisationFactory
from peersupport.shared.refusals import Conflict, Refused
from programs import selectors
from programs.actions import drafts, prices
from programs.models import Price, PriceList, Programme, Wish
from programs.selectors import price_of
from programs.tests.factories import CohortFactory, PriceFactory, PriceListFactory, ProgrammeFactory
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 8, 17)
FORM = {
    "version": "1",
    "price_seats": "72 000,50",
    "vat_seats": "E",
    "price_staff": "",
    "vat_staff": "E",
    "price_supervision": "1500",
    "vat_supervision": "S25",
    "price_education": "",
    "vat_education": "E",
}


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


@pytest.fixture
def listed():
    """A programme whose seats cost more in this year's list than it says itself, with VAT on them."""
    return PriceFactory(price_list__year=2026, unit_price=70000, vat="S25").price_list.programme


@pytest.fixture
def regional():
    return MembershipFactory(regional=True)


def test_a_host_has_prices_of_its_own_and_the_nations_for_the_rest(django_assert_num_queries):
    national = PriceFactory(unit_price=70000).price_list
    PriceFactory(price_list=national, kind="supervision", unit_price=1500, vat="S25")
    programme, host = national.programme, OrganisationFactory(host=True)
    PriceFactory(price_list=PriceListFactory(programme=programme, host=host), unit_price=65000)

    with django_assert_num_queries(1):
        own = price_of(programme=programme, kind="seats", on=DAY, host=host)

    assert own == (65000, "E")
    assert price_of(programme=programme, kind="supervision", on=DAY, host=host) == (1500, "S25")
    assert price_of(programme=programme, kind="seats", on=DAY, host=OrganisationFactory(host=True)) == (70000, "E")
    assert price_of(programme=programme, kind="seats", on=DAY) == (70000, "E")


def test_a_year_without_a_list_has_the_programmes_price_for_seats_and_none_for_the_rest():
    programme = PriceFactory(unit_price=70000).price_list.programme

    assert price_of(programme=programme, kind="seats", on=dt.date(2027, 1, 1)) == (68000, "E")
    assert price_of(programme=programme, kind="staff", on=DAY) is None


def test_a_year_is_set_whole(who):
    one = {"programme": ProgrammeFactory(), "host": None, "year": 2026}
    prices.set_year(**one, version=1, prices={"seats": (Decimal(70000), "E"), "staff": (Decimal(9000), "E")}, **who)

    prices.set_year(**one, version=2, prices={"seats": (Decimal(72000), "S25")}, **who)

    assert list(Price.objects.values_list("kind", "unit_price", "vat")) == [("seats", 72000, "S25")]
    assert PriceList.objects.values_list("version", "changed_by", "changed_at").get() == (3, who["by"].pk, MARCH)


def test_who_sets_what_somebody_else_has_set_is_told(who):
    one = {"programme": ProgrammeFactory(), "host": None, "year": 2026, "version": 1}
    prices.set_year(**one, prices={"seats": (Decimal(70000), "E")}, **who)

    with pytest.raises(Conflict):
        prices.set_year(**one, prices={"seats": (Decimal(72000), "E")}, **who)

    assert Price.objects.get().unit_price == 70000


def test_only_hosts_have_prices_of_their_own(who):
    with pytest.raises(Refused) as refusal:
        prices.set_year(
            programme=ProgrammeFactory(), host=OrganisationFactory(), year=2026, version=1, prices={}, **who
        )

    assert (refusal.value.field, PriceList.objects.count()) == ("host", 0)


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("unit_price", -1, "price_not_negative"),
        ("kind", "beer", "price_kind_known"),
        ("vat", "S6", "price_vat_known"),
    ],
)
def test_the_database_refuses_a_price(field, value, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        PriceFactory(**{field: value})


def test_the_database_refuses_a_second_list_or_price():
    price = PriceFactory()

    with pytest.raises(IntegrityError, match="one_price_list_a_year"), transaction.atomic():
        PriceListFactory(programme=price.price_list.programme)
    with pytest.raises(IntegrityError, match="one_price_per_kind"), transaction.atomic():
        PriceFactory(price_list=price.price_list)
    with pytest.raises(IntegrityError, match="price_list_year"), transaction.atomic():
        PriceListFactory(year=202)


def test_a_coordinator_sets_the_prices_of_a_year(national, signed_in):
    programme, client = ProgrammeFactory(), signed_in(national)
    assert client.get(f"/program/{programme.pk}/priser/2026/").status_code == 200

    answer = client.post(f"/program/{programme.pk}/priser/2026/", FORM)

    assert answer.url == f"/program/{programme.pk}/priser/"
    assert PriceList.objects.get().host is None
    rows = Price.objects.order_by("kind").values_list("kind", "unit_price", "vat")
    assert list(rows) == [("seats", Decimal("72000.50"), "E"), ("supervision", 1500, "S25")]


def test_a_region_sets_its_own_prices(regional, signed_in):
    programme = ProgrammeFactory()

    signed_in(regional).post(f"/program/{programme.pk}/priser/2026/", FORM)

    assert PriceList.objects.get().host == regional.organisation


def test_the_form_shows_what_is_stored_and_tells_of_a_conflict(national, signed_in):
    price, client = PriceFactory(), signed_in(national)
    url = f"/program/{price.price_list.programme_id}/priser/2026/"
    assert client.get(url).context["form"]["price_seats"].value() == 70000
    PriceList.objects.update(version=2)

    page = client.post(url, FORM)

    assert page.context["form"].non_field_errors()[0] == "Någon annan ändrade de här priserna samtidigt som du."


@pytest.mark.parametrize("year", [2009, 2101, 99999])
def test_a_year_that_nobody_means_is_not_there(year, national, signed_in):
    assert signed_in(national).get(f"/program/{ProgrammeFactory().pk}/priser/{year}/").status_code == 404


@pytest.mark.parametrize("lists", [1, 3])
def test_the_prices_cost_nine_queries(lists, national, signed_in, django_assert_num_queries):
    programme, client = ProgrammeFactory(), signed_in(national)
    for n in range(lists):
        PriceFactory(price_list=PriceListFactory(programme=programme, year=2026 + n))
    client.get(f"/program/{programme.pk}/priser/")

    with django_assert_num_queries(9):
        page = client.get(f"/program/{programme.pk}/priser/")

    assert [one.year for one in page.context["lists"]] == [2026 + n for n in reversed(range(lists))]


def test_a_region_sees_the_nations_prices_and_its_own(regional, signed_in):
    nations = PriceFactory().price_list
    own = PriceFactory(price_list=PriceListFactory(programme=nations.programme, host=regional.organisation)).price_list
    PriceFactory(price_list=PriceListFactory(programme=nations.programme, host=OrganisationFactory(host=True)))

    page = signed_in(regional).get(f"/program/{nations.programme_id}/priser/")

    assert list(page.context["lists"]) == [nations, own]


@pytest.mark.parametrize(("role", "seen"), [("dpo", 200), ("orderer", 403), ("leader", 403), ("administrator", 403)])
def test_other_roles_set_no_prices(role, seen, signed_in):
    programme, client = ProgrammeFactory(), signed_in(MembershipFactory(**{role: True}))

    assert client.get(f"/program/{programme.pk}/priser/").status_code == seen
    assert client.post(f"/program/{programme.pk}/priser/2026/", FORM).status_code == 403


def test_seats_in_the_next_cohort_cost_what_the_list_says_with_its_vat(listed):
    placed = order(None, 4, programme=listed, county=CountyFactory(), track="socialpsykiatri")

    line = placed.lines.get()
    assert (line.unit_price, line.vat) == (70000, "S25")


def test_a_list_that_changed_before_the_order_was_sent_holds_when_it_is_sent(listed):
    wish = Wish(county=CountyFactory(), track="socialpsykiatri")
    who = {"by": UserFactory(), "at": MARCH}
    asked = {"orderer": OrganisationFactory(), "programme": listed, "wish": wish, "quantity": 1}
    draft = drafts.begin(key=uuid4(), **asked, **who)
    drafts.change_payer(order=draft, version=1, payer=None, at=MARCH, reference="ZZ1")
    Price.objects.update(unit_price=71000, vat="E")

    with pytest.raises(drafts.PriceChanged):
        drafts.send(order=draft, price=Decimal(70000), **who)
    drafts.send(order=draft, price=Decimal(71000), **who)

    assert draft.lines.values_list("unit_price", "vat").get() == (71000, "E")


@pytest.mark.parametrize(("own", "vat"), [(None, "S25"), ("E", "E")])
def test_seats_in_a_cohort_cost_its_own_price_with_the_vat_of_its_hosts_list(listed, own, vat):
    cohort = CohortFactory(programme=listed, seat_price=68000)
    if own:
        PriceFactory(price_list=PriceListFactory(programme=listed, host=cohort.host, year=2026), vat=own)

    held, waiting = order(cohort, 2), order(cohort, 12, if_short="wait")

    assert [(line.unit_price, line.vat) for line in (held.lines.get(), waiting.lines.get())] == [(68000, vat)] * 2


def test_the_page_before_an_order_says_the_lists_prices(listed, orderer, signed_in, django_assert_num_queries):
    this_year = PriceList.objects.get()
    PriceList.objects.update(year=timezone.localdate().year)
    ProgrammeFactory(seat_price=60000)

    with django_assert_num_queries(2):
        names = selectors.seat_prices(programmes=Programme.objects.open().order_by("pk"), on=timezone.localdate())

    assert [price for _name, price in names] == [70000, 60000]
    page = signed_in(orderer).get("/bestall/nasta/").content.decode().replace("\xa0", " ")
    assert "70 000 kr" in page
    assert this_year.programme.name in page
