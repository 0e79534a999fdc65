"""What matching puts on Today: two who want to meet, and an answer that a workplace owes."""

import pytest

from peersupport.desk.rules import RULES
from peersupport.desk.today import queue
from peersupport.directory.tests.factories import MembershipFactory, PersonFactory, RegistrationFactory
from placements.models import Introduction
from placements.tests.conftest import AT, ON, Cast, make_cast
from placements.tests.factories import IntroductionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def titles(membership) -> list[str]:
    return [item.title for group in queue(RULES, membership, on=ON).groups for item in group.items]


@pytest.fixture
def introduction(cast) -> Introduction:
    person = PersonFactory(given_name="Astrid", family_name="Björk")
    registration = RegistrationFactory(person=person, host=cast.host)
    cast.workplace.name = "Lyktan"
    cast.workplace.save(update_fields=["name"])
    return IntroductionFactory(registration=registration, workplace=cast.workplace)


def say(row, **said):
    Introduction.objects.filter(pk=row.pk).update(**said)


def test_a_manager_is_asked_once_the_person_has_said_yes(cast, introduction):
    before = titles(cast.manager)
    say(introduction, person_says="yes", person_said_at=AT)
    asked = titles(cast.manager)
    say(introduction, workplace_says="no", workplace_said_at=AT)

    assert (before, asked, titles(cast.manager)) == ([], ["Astrid Björk vill lära känna Lyktan"], [])


def test_a_coordinator_hears_of_two_who_both_want_to(cast, introduction):
    say(introduction, person_says="yes", person_said_at=AT)
    before = titles(cast.coordinator)
    say(introduction, workplace_says="yes", workplace_said_at=AT)

    found = set(titles(cast.coordinator)) - set(before)

    assert found == {"Astrid Björk och Lyktan vill lära känna varandra"}
    assert "Astrid Björk" not in " ".join(titles(MembershipFactory(regional=True)))
