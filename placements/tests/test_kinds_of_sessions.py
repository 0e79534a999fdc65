"""Sessions one to one, in a group and with the manager: the next day of each, counted from what happened."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from placements.actions import absences, pauses, placements, supervision
from placements.models import SupervisionPlan
from placements.tests.conftest import AT, ON
from placements.tests.factories import WorkplaceFactory
from programs.models import SupervisionPhase

DAY = dt.timedelta(days=1)
WHOLE = [(4, 7, 14, 14), (12, 14, 14, 14), (52, 30, 35, 30), (None, None, 60, 30)]


def at(day):
    return dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)


@pytest.fixture
def planned(cast):
    """Somebody whose programme plans each kind."""
    cast.programme.supervision_phases.all().delete()
    for until, *numbers in WHOLE:
        named = dict(zip(SupervisionPhase.NUMBERS, numbers, strict=True))
        SupervisionPhase.objects.create(programme=cast.programme, until_week=until, **named)
    cast.programme.check_in_weeks = [2, 6, 12]
    cast.programme.save()
    return cast.start()


def met(placement, day, form="in_person"):
    what = {"held_on": day, "form": form, "minutes": 60, "themes": [], "mood": "" if form == "group" else "good"}
    supervision.log(key=uuid.uuid4(), placement=placement, by=placement.supervisor, at=at(day), on=day, **what)


def days_of(placement):
    """One to one, in a group and with the manager, in days from the start; and the first of the first two."""
    plan = SupervisionPlan.objects.get(placement=placement)
    return tuple(
        day and (day - ON).days
        for day in (plan.next_alone_on, plan.next_group_on, plan.next_check_in_on, plan.next_due_on)
    )


def test_each_kind_is_counted_from_the_last_of_its_own(planned):
    told = [days_of(planned)]
    for day, form in [(7, "video"), (8, "manager"), (14, "group"), (15, "phone")]:
        met(planned, ON + day * DAY, form)
        told.append(days_of(planned))

    assert told == [
        (7, 14, 7, 7),
        (14, 14, 8, 14),
        (14, 14, 36, 14),
        (15, 28, 36, 15),
        (22, 28, 36, 22),
    ]  # day 35 is Easter Monday


def test_from_the_second_year_on_one_to_one_is_on_request_and_the_group_is_what_is_due(planned):
    met(planned, ON + 364 * DAY)
    met(planned, ON + 365 * DAY, "group")

    alone, group, _check_in, due = days_of(planned)

    assert (alone, group, due) == (None, 395, 395)


def test_a_pause_rests_each_kind_and_a_placement_that_ends_plans_none(cast, planned):
    met(planned, ON + 7 * DAY)
    what = {"begins_on": ON + 8 * DAY, "ends_on": None, "by": cast.clerk, "at": at(ON + 8 * DAY)}
    pause = pauses.begin(placement=planned, key=uuid.uuid4(), **what)
    rests = days_of(planned)
    pauses.end(pause=pause, by=cast.clerk, at=at(ON + 42 * DAY))
    back = days_of(planned)
    placements.end(placement=planned, ends_on=ON + 43 * DAY, reason="own_wish", by=cast.clerk, at=at(ON + 43 * DAY))

    assert (rests, back, days_of(planned)) == ((None,) * 4, (49, 56, 43, 49), (None,) * 4)


def test_days_agreed_on_are_kept_free_of_each_kind(cast, planned):
    agreed = {"begins_on": ON + 7 * DAY, "ends_on": ON + 15 * DAY, "by": cast.supervisor.user, "at": AT}
    absences.agree(key=uuid.uuid4(), placement=planned, **agreed)

    assert days_of(planned) == (16, 16, 16, 16)


def test_a_running_plan_keeps_its_numbers_when_the_programme_gets_others(cast, planned):
    SupervisionPhase.objects.filter(programme=cast.programme).update(group_days=3)
    type(cast.programme).objects.update(check_in_weeks=[1])
    met(planned, ON + 7 * DAY)

    plan = SupervisionPlan.objects.get(placement=planned)

    assert (plan.phases, plan.check_in_weeks) == ([list(phase) for phase in WHOLE], [2, 6, 12])


def test_who_changes_workplace_goes_on_with_the_same_numbers(cast, planned):
    elsewhere = WorkplaceFactory(
        ready=True, programme=cast.programme, host=cast.host, owner=cast.workplace.owner, manager=cast.manager.user
    )
    terms = {name: value for name, value in cast.wanted(workplace=elsewhere).items() if name not in ("key", "by", "at")}
    moved = placements.change_workplace(
        key=uuid.uuid4(), placement=planned, ends_on=ON, starts_over=False, by=cast.clerk, at=AT, **terms
    )

    plan = SupervisionPlan.objects.get(placement=moved)

    assert (plan.check_in_weeks, plan.next_group_on) == ([2, 6, 12], ON + 14 * DAY)


def test_a_plan_has_a_day_of_some_kind_or_none_at_all(planned):
    with pytest.raises(IntegrityError, match="plan_has_a_day_of_some_kind"), transaction.atomic():
        SupervisionPlan.objects.update(next_alone_on=None, next_group_on=None)


def test_the_placement_shows_the_next_day_of_each_kind(cast, planned):
    client = Client()
    client.force_login(cast.supervisor.user)
    page = client.get(f"/placeringar/{planned.pk}/").content.decode()

    kinds = ["Enskilt", "måndag 9 mars", "I grupp", "måndag 16 mars", "Handledare och chef"]
    assert [word for word in kinds if word not in page] == []
