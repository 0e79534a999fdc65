"""When it is said that somebody has been without supervision for too long, and to whom."""

import datetime as dt
import uuid
from email import message_from_bytes, policy

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from peersupport.accounts.permissions import Role
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from placements import rules, selectors
from placements.actions import absences, pauses, supervision
from placements.models import SupervisionPlan
from placements.tests.conftest import AT, ON
from placements.tests.factories import PHASES
from placements.tests.test_rules import days, plans

DAY = dt.timedelta(days=1)


def at(day):
    return dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)


def met(placement, day, form="in_person"):
    what = {"held_on": day, "form": form, "minutes": 60, "themes": [], "mood": "good"}
    supervision.log(key=uuid.uuid4(), placement=placement, by=placement.supervisor, at=at(day), on=day, **what)


def late_on():
    return SupervisionPlan.objects.get().late_on


def still_late(on):
    return list(KINDS["supervision_still_late"].due(on))


@pytest.mark.parametrize(("week", "flag"), [(1, 14), (4, 14), (5, 14), (12, 14), (13, 35), (52, 35), (53, 60)])
def test_late_is_more_than_so_many_days_without_a_meeting_in_each_phase(week, flag):
    held_on = ON + (week - 1) * 7 * DAY

    found = rules.late_date(
        PHASES, starts_on=ON, last_held_on=held_on, due_on=held_on + DAY, is_away=lambda day: day < ON
    )

    assert found == held_on + (flag + 1) * DAY


@given(
    phases=plans,
    starts_on=days,
    held=st.none() | st.integers(0, 900),
    back=st.none() | st.integers(-30, 400),
    away=st.sets(st.integers(0, 300), max_size=60),
)
def test_nobody_is_late_before_the_planned_day_nor_for_days_that_do_not_count(phases, starts_on, held, back, away):
    last = None if held is None else starts_on + held * DAY
    anchor = last or starts_on
    not_meeting = {anchor + n * DAY for n in away}
    known = {"starts_on": starts_on, "last_held_on": last, "back_on": None if back is None else anchor + back * DAY}
    due_on = rules.next_date(phases, not_before=anchor + DAY, is_day_off=not_meeting.__contains__, **known)

    found = rules.late_date(phases, due_on=due_on, is_away=not_meeting.__contains__, **known)

    since = max(anchor, known["back_on"] - DAY) if known["back_on"] else anchor
    counted = [day for n in range(1, (found - since).days) if (day := since + n * DAY) not in not_meeting]
    flag = rules.phase_of(phases, starts_on=starts_on, anchor=anchor)[2]
    assert found > due_on
    assert len(counted) >= flag
    assert len(counted) == flag or found == due_on + DAY


def test_a_meeting_of_any_kind_but_the_managers_is_one(cast):
    placement = cast.start()
    before = late_on()
    met(placement, ON + 3 * DAY, form="phone")
    after = late_on()
    met(placement, ON + 5 * DAY, form="manager")

    assert (before, after, late_on()) == (ON + 15 * DAY, ON + 18 * DAY, ON + 18 * DAY)


def test_days_agreed_on_and_a_pause_do_not_count(cast):
    placement = cast.start()
    agreed = {"begins_on": ON + 2 * DAY, "ends_on": ON + 11 * DAY, "by": cast.supervisor.user, "at": AT}
    absences.agree(key=uuid.uuid4(), placement=placement, **agreed)
    away = late_on()
    what = {"by": cast.clerk, "at": at(ON + 12 * DAY), "key": uuid.uuid4()}
    pauses.begin(placement=placement, begins_on=ON + 12 * DAY, ends_on=None, **what)

    assert (away, late_on()) == (ON + 25 * DAY, None)


def test_a_plan_has_both_days_or_none(cast):
    cast.start()

    with pytest.raises(IntegrityError, match="plan_is_late_only_with_a_day_to_come"), transaction.atomic():
        SupervisionPlan.objects.update(late_on=None)


def test_the_list_of_supervisors_counts_the_late_ones(cast):
    cast.start()

    assert [selectors.loads(cast.coordinator, on=ON + n * DAY).get().late for n in (14, 15)] == [0, 1]


def test_the_supervisor_is_written_to_first_and_the_coordinators_of_the_host_a_week_later(cast):
    cast.start()
    MembershipFactory(role=Role.REGIONAL_COORDINATOR)
    late = [[row["user_id"] for row in KINDS["supervision_late"].due(ON + n * DAY)] for n in (14, 15)]

    told = [[row["user_id"] for row in still_late(ON + n * DAY)] for n in (21, 22, 75, 76)]

    assert late == [[], [cast.supervisor.user_id]]
    assert told == [[], [cast.clerk.pk], [cast.clerk.pk], []]


def test_a_coordinator_gets_one_such_letter_a_week_however_many_are_late(cast):
    cast.start(), cast.start()
    kind = KINDS["supervision_still_late"]

    made = [post_many(kind, on=ON + n * DAY, at=at(ON + n * DAY)) for n in (22, 23, 27, 28)]

    assert made == [1, 0, 0, 1]
    assert list(Letter.objects.filter(kind=kind.name).values_list("subject_id", "values")) == [(cast.host.pk, {})] * 2


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_letter_names_nobody_and_leads_to_the_list(cast, settings, language):
    placement = cast.start()
    type(cast.clerk).objects.update(language=language)
    kind = KINDS["supervision_still_late"]
    post_many(kind, on=ON + 22 * DAY, at=at(ON + 22 * DAY))

    message = message_from_bytes(render(Letter.objects.get(kind=kind.name)).source, policy=policy.default)

    text = f"{message['Subject']}\n{message.get_content()}"
    secrets = [placement.person.family_name, cast.supervisor.user.family_name, cast.workplace.name, cast.host.name]
    assert [line for line in text.splitlines() if "://" in line] == [settings.SITE_URL + "/handledning/"]
    assert [word for word in secrets if word in text] == []


def test_a_letter_is_wanted_while_somebody_is_late_and_followed_by_who_sees_the_host(cast):
    cast.start()
    elsewhere = MembershipFactory(regional=True).organisation
    kind = KINDS["supervision_still_late"]
    hosts = {cast.host.pk, elsewhere.pk}

    wanted = []
    for day in (dt.date(2999, 1, 1), dt.date(2020, 1, 1)):
        SupervisionPlan.objects.update(late_on=day)
        wanted.append(kind.still_wanted(hosts))

    assert wanted == [set(), {cast.host.pk}]
    assert {row["pk"] for row in kind.may_see(cast.coordinator)} == {cast.host.pk}
    assert hosts <= {row["pk"] for row in kind.may_see(MembershipFactory(national=True))}
