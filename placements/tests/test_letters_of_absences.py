"""That a pause is over, and that nobody stands in: to whom, once, and that they name nobody."""

import datetime as dt
from email import message_from_bytes, policy

import pytest

from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from placements.models import Placement, SupervisorLeave
from placements.tests.conftest import AT, ON
from placements.tests.factories import PlacementPauseFactory, SupervisorLeaveFactory

DAY = dt.timedelta(days=1)


def posted(name, on):
    post_many(KINDS[name], on=on, at=AT)
    return list(Letter.objects.filter(kind=name).order_by("pk").values_list("subject_id", "user"))


@pytest.fixture
def over(cast):
    """A pause that ended on 12 March."""
    return PlacementPauseFactory(placement=cast.start(), begins_on=ON, ends_on=ON + 10 * DAY)


@pytest.fixture
def alone(cast):
    """A time away from 16 March, in which nobody stands in."""
    days = {"begins_on": ON + 14 * DAY, "ends_on": ON + 20 * DAY}
    return SupervisorLeaveFactory(supervisor=cast.supervisor.user, host=cast.host, noted_by=cast.clerk, **days)


def test_the_supervisor_is_told_once_that_a_pause_is_over(cast, over):
    before = posted("pause_over", ON + 10 * DAY)

    told = [posted("pause_over", ON + n * DAY) for n in (11, 12)]

    assert (before, told) == ([], [[(over.pk, cast.supervisor.user_id)]] * 2)


def test_nobody_is_told_of_a_pause_that_goes_on_or_was_long_ago(cast, over):
    Placement.objects.update(status="paused")
    still = posted("pause_over", ON + 11 * DAY)
    Placement.objects.update(status="active")

    assert (still, posted("pause_over", ON + 18 * DAY)) == ([], [])


def test_who_noted_it_is_told_once_that_nobody_stands_in(cast, alone):
    assert posted("substitute_needed", ON - DAY) == []
    assert [posted("substitute_needed", ON + n * DAY) for n in (0, 1)] == [[(alone.pk, cast.clerk.pk)]] * 2


def test_a_letter_that_waits_is_wanted_no_more_when_somebody_stands_in(cast, over, alone):
    wanted = KINDS["pause_over"].still_wanted({over.pk}), KINDS["substitute_needed"].still_wanted({alone.pk})
    Placement.objects.update(status="paused")
    SupervisorLeave.objects.update(substitute=cast.coordinator.user)

    assert wanted == ({over.pk}, {alone.pk})
    assert KINDS["pause_over"].still_wanted({over.pk}) == KINDS["substitute_needed"].still_wanted({alone.pk}) == set()


def test_they_name_nobody(cast, over, alone):
    posted("pause_over", ON + 11 * DAY), posted("substitute_needed", ON + 11 * DAY)

    sources = [render(letter).source for letter in Letter.objects.select_related("user")]
    texts = [message_from_bytes(source, policy=policy.default).get_content() for source in sources]

    person = over.placement.person
    names = (person.given_name, person.family_name, cast.supervisor.user.family_name)
    assert len(texts) == 2
    assert [name in text for name in names for text in texts] == [False] * 6
