"""The programme's figures, and whom somebody may place."""

import datetime as dt

from peersupport.directory.tests.factories import CountyFactory, MembershipFactory, MunicipalityFactory
from placements import selectors
from placements.actions import placements
from placements.tests.conftest import AT, ON
from placements.tests.factories import PlacementFactory, WorkplaceFactory
from programs.tests.factories import ProgrammeFactory
from training.models import Certificate, Participation


def unit_in(cast, code, county):
    municipality = MunicipalityFactory(code=code, county=CountyFactory(code=county, name=f"Län {county}"))
    return WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host, municipality=municipality)


def test_the_programmes_figures(cast, django_assert_num_queries):
    cast.start(workplace=unit_in(cast, "1981", "19"))
    cast.start(workplace=unit_in(cast, "1481", "14"))
    left = cast.start(workplace=unit_in(cast, "1485", "14"))
    placements.end(placement=left, ends_on=ON, reason="own_wish", by=cast.clerk, at=AT)
    cast.certified(), cast.certified()
    Certificate.objects.filter(participation=cast.certified()).update(revoked_at=AT, revoked_by=cast.clerk)
    WorkplaceFactory(named=True, programme=cast.programme)
    PlacementFactory()  # of another programme

    programme = cast.programme
    with django_assert_num_queries(4):
        figures = (
            selectors.placements_started(programme=programme),
            selectors.certified_without_placement(programme=programme),
            selectors.workplaces_ready(programme=programme),
            selectors.counties_with_a_placement(programme=programme),
        )

    assert figures == (3, 2, 4, ["14", "19"])


def test_somebody_certified_twice_is_one_person_without_a_placement(cast):
    first, again = cast.certified(), cast.certified()
    for model in (Participation, Certificate):
        model.objects.filter(person=again.person).update(person=first.person)

    assert selectors.certified_without_placement(programme=cast.programme) == 1


def test_a_new_programme_has_nothing(cast):
    cast.start()
    new = ProgrammeFactory()

    assert selectors.placements_started(programme=new) == 0
    assert selectors.certified_without_placement(programme=new) == 0
    assert selectors.workplaces_ready(programme=new) == 0
    assert selectors.counties_with_a_placement(programme=new) == []


def test_those_who_can_be_placed_are_the_certified_without_work(cast):
    first, second = cast.certified(), cast.certified()
    cast.start()
    cast_elsewhere = PlacementFactory().participation
    Certificate.objects.filter(participation=cast.certified()).update(revoked_at=AT, revoked_by=cast.clerk)

    found = list(selectors.to_place(cast.coordinator))

    assert [row.participation for row in found] == [second, first]
    assert cast_elsewhere not in [row.participation for row in selectors.to_place(MembershipFactory(national=True))]


def test_a_search_finds_those_who_work_part_time_too(cast):
    ek = cast.certified(given_name="Åsa-Märta", family_name="von der Å")
    cast.start(participation=ek, percent=50)
    cast.certified(given_name="Åsa", family_name="Lind")

    found = {
        text: [row.participation for row in selectors.to_place(cast.coordinator, search=text)]
        for text in ("åsa å", "MÄRTA", "von", "%", "åsa_", "nobody")
    }

    assert {text: len(rows) for text, rows in found.items()} == {
        "åsa å": 2,
        "MÄRTA": 1,
        "von": 1,
        "%": 0,
        "åsa_": 0,
        "nobody": 0,
    }
    assert found["MÄRTA"] == [ek]


def test_supervisors_are_the_hosts_own_by_name(cast):
    anna = MembershipFactory(role="supervisor", organisation=cast.host, user__family_name="Abel").user
    MembershipFactory(supervisor=True)
    MembershipFactory(role="supervisor", organisation=cast.host, ended_at=AT + dt.timedelta(days=1))

    assert list(selectors.supervisors(cast.host)) == [anna, cast.supervisor.user]


def test_certified_never_employed(cast):
    """They are counted until they begin somewhere, and no longer once they have (domain 7.9)."""
    waiting, at_work = cast.certified(), cast.certified()
    cast.start(participation=at_work)

    assert selectors.certified_without_placement(programme=cast.programme) == 1
    cast.start(participation=waiting)
    assert selectors.certified_without_placement(programme=cast.programme) == 0
