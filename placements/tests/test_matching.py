"""Which people and workplaces fit each other: limits that somebody set, never a score."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from peersupport.directory.models import Municipality
from peersupport.directory.tests.factories import MembershipFactory, MunicipalityFactory
from peersupport.privacy.models import Reading
from placements import selectors
from placements.models import Opening, WorkWish
from placements.tests.conftest import ON
from placements.tests.factories import OpeningFactory, WorkplaceFactory, WorkWishFactory
from training.tests.factories import ParticipationFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = ON


def url(name, *args):
    return reverse(f"placements:{name}", args=args)


@pytest.fixture
def stockholm() -> Municipality:
    return MunicipalityFactory(code="0180", name="Stockholm", longitude=18.0, latitude=59.3)


@pytest.fixture
def sodertalje(stockholm) -> Municipality:
    """About thirty kilometres from Stockholm."""
    place = {"code": "0181", "name": "Södertälje", "longitude": 17.6, "latitude": 59.15}
    return MunicipalityFactory(county=stockholm.county, **place)


def wishes(cast, **changes) -> WorkWish:
    names = {name: changes.pop(name) for name in ("given_name", "family_name") if name in changes}
    return WorkWishFactory(person=cast.certified(**names).person, **changes)


def wanted(cast, place, **changes) -> Opening:
    unit = {name: changes.pop(name) for name in ("kind", "name") if name in changes}
    return OpeningFactory(
        workplace=WorkplaceFactory(host=cast.host, programme=cast.programme, municipality=place, **unit), **changes
    )


def fitting(wish, cast) -> list[str]:
    rows = selectors.that_fit(selectors.openings_for(wish, cast.coordinator, on=TODAY))
    return [row.workplace.name for row in rows.order_by(*selectors.SORTS[""])]


def coming(opening, cast) -> list[WorkWish]:
    opening = selectors.openings_to_match(cast.coordinator).get(pk=opening.pk)
    return list(selectors.people_for(opening, cast.coordinator, on=TODAY))


@pytest.mark.parametrize(
    ("wish", "opening", "fits"),
    [
        ({}, {}, True),
        ({"km": 50}, {}, True),
        ({"km": 25}, {}, False),  # it is about thirty
        ({"percent_least": 50, "percent_most": 75}, {"percent_least": 75, "percent_most": 100}, True),
        ({"percent_least": 50, "percent_most": 74}, {"percent_least": 75, "percent_most": 100}, False),
        ({"percent_least": 80, "percent_most": 100}, {"percent_least": 50, "percent_most": 75}, False),
        ({"from_on": ON + DAY}, {"from_on": ON + DAY}, True),
        ({"from_on": ON + 2 * DAY}, {"from_on": ON + DAY}, False),
        ({"from_on": ON + DAY}, {"from_on": ON - 60 * DAY}, True),  # the workplace still waits
        ({"from_on": ON + DAY}, {"from_on": None}, True),  # it takes somebody whenever they can
        ({"kinds": ["housing_support"]}, {"kind": "housing_support"}, True),
        ({"kinds": ["housing_support"]}, {"kind": "school"}, False),
        ({"not_kinds": ["school"]}, {"kind": "school"}, False),
        ({"not_kinds": ["school"]}, {"kind": "ips"}, True),
    ],
)
def test_both_sides_say_the_same_of_what_fits(cast, stockholm, sodertalje, wish, opening, fits):
    one = wishes(cast, municipality=stockholm, **wish)
    place = wanted(cast, sodertalje, name="Lyktan", **opening)

    assert fitting(one, cast) == (["Lyktan"] if fits else [])
    assert coming(place, cast) == ([one] if fits else [])


def test_a_place_that_somebody_would_rather_not_come_to_is_not_proposed_and_nothing_says_so(cast, stockholm):
    one, place = wishes(cast), wanted(cast, stockholm)
    one.avoids.set([place.workplace])

    assert list(selectors.openings_for(one, cast.coordinator, on=TODAY)) == []
    assert coming(place, cast) == []


def test_what_does_not_fit_says_which_of_it(cast, stockholm, sodertalje):
    one = wishes(cast, municipality=stockholm, km=10, kinds=["ips"], from_on=ON + 2 * DAY, percent_least=100)
    wanted(cast, sodertalje, percent_most=50, kind="school", from_on=ON + DAY)

    row = selectors.openings_for(one, cast.coordinator, on=TODAY).get()

    assert (row.in_reach, row.right_percent, row.in_time, row.liked, row.km) == (False, False, False, False, 30)


def test_workplaces_are_sorted_by_distance_for_one_person(cast, stockholm, sodertalje):
    one = wishes(cast, municipality=stockholm)
    wanted(cast, sodertalje, name="Andra orten")
    wanted(cast, stockholm, name="Samma ort")

    assert fitting(one, cast) == ["Samma ort", "Andra orten"]


def test_people_are_sorted_by_name_wherever_they_start_from(cast, stockholm, sodertalje):
    place = wanted(cast, stockholm)
    far = wishes(cast, family_name="Ahl", municipality=sodertalje)
    near = wishes(cast, family_name="Öst", municipality=stockholm)

    assert [(one, one.away) for one in coming(place, cast)] == [(far, 30), (near, 0)]


def test_without_a_place_to_start_from_no_distance_is_said(cast, stockholm):
    one = wishes(cast, municipality=None)
    wanted(cast, stockholm)

    assert selectors.openings_for(one, cast.coordinator, on=TODAY).get().km is None


def test_only_who_has_no_placement_and_shares_is_matched(cast):
    waiting = wishes(cast)
    in_course = WorkWishFactory(
        person=ParticipationFactory(cohort__host=cast.host, cohort__programme=cast.programme).person
    )
    wishes(cast, until=TODAY - DAY)
    at_work = cast.certified()
    WorkWishFactory(person=at_work.person)
    cast.start(participation=at_work)

    assert set(selectors.people_to_match(cast.coordinator, on=TODAY)) == {waiting, in_course}


def test_another_host_sees_none_of_it(cast, stockholm):
    one, place = wishes(cast), wanted(cast, stockholm)
    stranger = MembershipFactory(regional=True)

    assert list(selectors.people_to_match(stranger, on=TODAY)) == []
    assert list(selectors.openings_to_match(stranger)) == []
    assert list(selectors.openings_for(one, stranger, on=TODAY)) == []
    assert coming(place, cast) == [one]


def test_the_list_shows_names_and_reads_nobodys_wishes(client, cast, stockholm):
    wishes(cast, given_name="Astrid", family_name="Björk", municipality=stockholm)
    wanted(cast, stockholm, name="Lyktan")
    client.force_login(cast.clerk)

    page = client.get(url("matching")).content.decode()

    assert "Björk, Astrid" in page
    assert "Lyktan" in page
    assert not Reading.objects.exists()


@pytest.mark.parametrize(("query", "people", "places"), [("björk", 1, 0), ("lykt", 0, 1), ("ingen", 0, 0)])
def test_both_lists_are_searched_by_name(client, cast, stockholm, query, people, places):
    wishes(cast, given_name="Astrid", family_name="Björk")
    wanted(cast, stockholm, name="Lyktan")
    client.force_login(cast.clerk)

    context = client.get(url("matching"), {"q": query}).context

    assert (len(context["page"].rows), len(context["places"])) == (people, places)


def test_opening_a_person_is_kept_and_shows_workplaces(client, cast, stockholm):
    one = wishes(cast, municipality=stockholm)
    wanted(cast, stockholm, name="Lyktan")
    wanted(cast, stockholm, name="Skolan", percent_least=10, percent_most=20)
    client.force_login(cast.clerk)

    fits = client.get(url("match_person", one.person_id)).content.decode()
    everything = client.get(url("match_person", one.person_id), {"visa": "alla"}).content.decode()

    assert ("Lyktan" in fits, "Skolan" in fits, "Skolan" in everything) == (True, False, True)
    assert Reading.objects.filter(subject=f"directory.person:{one.person_id}", read_by=cast.clerk).count() == 2


def test_opening_a_workplace_is_kept_for_each_person(client, cast, stockholm):
    people = [wishes(cast), wishes(cast)]
    place = wanted(cast, stockholm)
    client.force_login(cast.clerk)

    client.get(url("match_workplace", place.workplace_id))

    subjects = set(Reading.objects.values_list("subject", flat=True))
    assert subjects == {f"directory.person:{one.person_id}" for one in people}


def test_a_person_who_shares_nothing_and_a_workplace_that_wants_nobody_say_so(client, cast):
    person = cast.certified().person
    client.force_login(cast.clerk)

    assert client.get(url("match_person", person.pk)).context.get("wish") is None
    assert client.get(url("match_workplace", cast.workplace.pk)).context["opening"] is None
    assert not Reading.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("match_person", 10), ("match_workplace", 10)])
def test_the_pages_ask_as_much_for_one_row_as_for_three(
    client, cast, stockholm, name, queries, rows, django_assert_num_queries
):
    people = [wishes(cast) for _row in range(rows)]
    places = [wanted(cast, stockholm) for _row in range(rows)]
    pk = {"match_person": people[0].person_id, "match_workplace": places[0].workplace_id}[name]
    client.force_login(cast.clerk)
    client.get(url(name, pk))

    with django_assert_num_queries(queries):
        client.get(url(name, pk))


@pytest.mark.parametrize("reader", ["manager", "supervisor"])
def test_matching_is_for_coordinators(client, cast, reader):
    client.force_login(getattr(cast, reader).user)

    assert client.get(url("matching")).status_code == 403


def test_the_list_is_of_today(client, cast):
    wishes(cast, until=timezone.localdate() - DAY)
    client.force_login(cast.clerk)

    assert client.get(url("matching")).context["page"].rows == []
