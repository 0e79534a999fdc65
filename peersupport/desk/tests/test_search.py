"""Search: what somebody may open, and nothing else."""

import pytest
from django.urls import reverse

from peersupport.accounts.permissions import Role
from peersupport.desk.search import search
from peersupport.directory.tests.factories import (
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonAccessFactory,
    PersonFactory,
    RegistrationFactory,
)
from placements.tests.factories import WorkplaceFactory
from programs.tests.factories import CohortFactory, OrderLineFactory, SeatFactory
from training.tests.factories import CertificateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def national():
    return MembershipFactory(national=True)


def found(text, membership) -> dict[str, list[str]]:
    return {str(group.title): [hit.title for hit in group.hits] for group in search(text, membership)}


def test_a_word_is_looked_for_in_every_kind_of_name(national):
    PersonFactory(given_name="Ida", family_name="Hanin")
    CohortFactory(name="Haninge våren 2027")
    WorkplaceFactory(name="Haninges boendestöd")
    OrganisationFactory(name="Haninge kommun")
    MunicipalityFactory(code="0136", name="Haninge")

    assert found("hanin", national) == {
        "Personer": ["Hanin, Ida"],
        "Utbildningar": ["Haninge våren 2027"],
        "Arbetsplatser": ["Haninges boendestöd"],
        "Organisationer": ["Haninge kommun"],
        "Kommuner": ["Haninge"],
    }


@pytest.mark.parametrize("text", ["B-2026-0042", "b-2026-0042", "B-2026-0042/01", "b-2026-00"])
def test_an_order_is_found_by_its_number_and_by_a_seats(national, text):
    OrderLineFactory(order__number="B-2026-0042")
    OrderLineFactory(order__number="B-2026-0142")

    assert found(text, national) == {"Beställningar och platser": ["B-2026-0042"]}


def test_a_funded_seat_is_found_by_its_number(national):
    seat = SeatFactory(granted=True, number="G-7/03")

    (group,) = search("g-7/03", national)

    assert group.hits[0].url == reverse("training:cohort_seats", args=[seat.cohort_id])


def test_a_certificate_leads_to_its_person(national):
    certificate = CertificateFactory(number="C-2026-0007", person__given_name="Ida")

    (group,) = search("c-2026-0007", national)

    assert [(hit.title, hit.url) for hit in group.hits] == [
        ("C-2026-0007", reverse("person", args=[certificate.person_id]))
    ]


@pytest.mark.parametrize("text", ["", " ", "a", "%%", "__", "\\", "'; drop table", "🙂🙂", "x" * 5000])
def test_nothing_is_found_by_what_is_nobodys_name(national, text):
    PersonFactory(given_name="Anna", family_name="Ek")

    assert found(text, national) == {}


def test_each_group_shows_eight(national):
    PersonFactory.create_batch(9, family_name="Björk")

    assert [len(group.hits) for group in search("björk", national)] == [8]


def everything_called_ek():
    CohortFactory(name="Ek")
    WorkplaceFactory(name="Ek")
    OrganisationFactory(name="Ek")
    return RegistrationFactory(person__family_name="Ek").person


@pytest.mark.parametrize(
    ("role", "groups"),
    [
        (Role.NATIONAL_COORDINATOR, ["Personer", "Utbildningar", "Arbetsplatser", "Organisationer"]),
        (Role.REGIONAL_COORDINATOR, ["Organisationer"]),
        (Role.COURSE_LEADER, []),
        (Role.ORDERER, []),
        (Role.UNIT_MANAGER, []),
        (Role.SUPERVISOR, []),
        (Role.PEER_SUPPORTER, []),
        (Role.DATA_PROTECTION_OFFICER, ["Organisationer"]),
        (Role.SYSTEM_ADMINISTRATOR, ["Organisationer"]),
    ],
)
def test_nobody_finds_what_they_may_not_open(role, groups):
    everything_called_ek()

    shown = found("ek", MembershipFactory(role=role))

    assert [title for title in shown if shown[title] == ["Ek"] or title == "Personer"] == groups


def test_a_supervisor_finds_their_own_and_nobody_elses():
    supervisor = MembershipFactory(supervisor=True)
    own = PersonFactory(given_name="Ida", family_name="Ek")
    PersonFactory(given_name="Bo", family_name="Ek")
    PersonAccessFactory(person=own, member=supervisor)

    assert found("ek", supervisor) == {"Personer": ["Ek, Ida"]}


def test_an_orderer_finds_their_own_orders_only():
    own = OrderLineFactory(order__number="B-2026-0001").order
    OrderLineFactory(order__number="B-2026-0002")
    orderer = MembershipFactory(orderer=True, organisation=own.orderer)

    assert found("b-2026", orderer) == {"Beställningar och platser": ["B-2026-0001"]}


def test_the_dialog_gets_the_hits_alone(client, national):
    client.force_login(national.user)
    PersonFactory(family_name="Björk")

    page = client.get(reverse("search"), {"q": "björk"})
    fragment = client.get(reverse("search"), {"q": "björk"}, headers={"HX-Request": "true"})

    assert (b"<html" in page.content, b"<html" in fragment.content) == (True, False)
    assert (b"Bj\xc3\xb6rk, Test" in page.content, b"Bj\xc3\xb6rk, Test" in fragment.content) == (True, True)
    assert "HX-Request" in page.headers["Vary"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_costs_the_same_for_one_hit_as_for_three(national, rows, django_assert_num_queries):
    for n in range(rows):
        PersonFactory(family_name="Ek")
        CohortFactory(name=f"Ek {n}")

    with django_assert_num_queries(5):
        search("ek", national)


def test_what_was_typed_is_shown_as_text(client, national):
    client.force_login(national.user)

    page = client.get(reverse("search"), {"q": "<script>alert(1)</script>"}).content

    assert (b"<script>alert" in page, b"&lt;script&gt;alert" in page) == (False, True)
