"""The three reminders: for what, to whom, once, and what they say."""

import datetime as dt
from email import message_from_bytes, policy

import pytest

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from placements import letters
from placements.actions import followups, placements
from placements.models import FollowUp, SupervisionPlan
from placements.tests.conftest import AT, ON
from placements.tests.factories import PlacementFactory

DAY = dt.timedelta(days=1)
NAMES = [kind.name for kind in letters.REMINDERS]


def planned(cast, days):
    placement = cast.start()
    SupervisionPlan.objects.filter(placement=placement).update(
        next_due_on=ON + days * DAY, late_on=ON + (days + 1) * DAY
    )
    return placement


def waiting(cast, days):
    follow_up = FollowUp.objects.filter(placement=cast.start()).first()
    FollowUp.objects.filter(placement=follow_up.placement).exclude(pk=follow_up.pk).delete()
    FollowUp.objects.filter(pk=follow_up.pk).update(due_on=ON + days * DAY)
    return follow_up


def posted(name, on=ON):
    post_many(KINDS[name], on=on, at=AT)
    return list(Letter.objects.filter(kind=name).order_by("subject_id").values_list("subject_id", "user", "values"))


@pytest.mark.parametrize(
    ("name", "days", "expected"),
    [
        ("supervision_soon", [-1, 0, 1, 2, 3], [1, 2]),
        ("supervision_late", [-62, -61, -1, 0, 1], [-61, -1]),
    ],
)
def test_supervision_is_reminded_of_when_it_is_due(cast, name, days, expected):
    by_days = {n: planned(cast, n) for n in days}

    assert posted(name) == [
        (by_days[n].pk, cast.supervisor.user.pk, {"due_on": (ON + n * DAY).isoformat()}) for n in expected
    ]


@pytest.mark.parametrize(
    ("on", "due", "is_reminded"),
    [
        ("2026-03-06", "2026-03-09", True),  # a Friday and the Monday after it
        ("2026-03-06", "2026-03-10", True),
        ("2026-03-06", "2026-03-11", False),
        ("2026-12-23", "2026-12-29", True),  # Christmas lies between
        ("2026-12-23", "2026-12-30", False),
    ],
)
def test_two_days_ahead_are_two_working_days(cast, on, due, is_reminded):
    placement = cast.start()
    SupervisionPlan.objects.filter(placement=placement).update(next_due_on=due)
    at = dt.datetime.fromisoformat(f"{on}T09:00:00+01:00")

    assert post_many(KINDS["supervision_soon"], on=dt.date.fromisoformat(on), at=at) == is_reminded


def test_a_follow_up_is_reminded_of_within_a_week(cast):
    by_days = {n: waiting(cast, n) for n in (-31, -30, 0, 7, 8)}

    assert posted("follow_up_due") == [
        (by_days[n].pk, cast.supervisor.user.pk, {"due_on": (ON + n * DAY).isoformat()}) for n in (-30, 0, 7)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_second_run_reminds_nobody_twice(cast, name):
    planned(cast, 1), planned(cast, -1), waiting(cast, 0)

    kind = KINDS[name]
    counts = [post_many(kind, on=ON, at=AT), post_many(kind, on=ON, at=AT)]

    assert counts == [Letter.objects.filter(kind=name).count(), 0]
    assert counts[0] > 0


def test_a_new_date_that_is_late_again_is_a_new_letter(cast):
    placement = planned(cast, -1)
    posted("supervision_late")
    SupervisionPlan.objects.filter(placement=placement).update(next_due_on=ON + 5 * DAY, late_on=ON + 6 * DAY)

    assert len(posted("supervision_late", on=ON + 6 * DAY)) == 2


def test_rounds_from_long_ago_send_nothing(cast):
    for _ in range(2):
        placement = cast.start(starts_on=dt.date(2016, 8, 29), at=dt.datetime(2016, 8, 29, 8, tzinfo=dt.UTC))
        assert placement.plan.next_due_on == dt.date(2016, 9, 5)

    assert {name: posted(name) for name in NAMES} == {name: [] for name in NAMES}


def test_what_has_ended_or_was_held_is_not_reminded_of(cast):
    ended, held = cast.start(), waiting(cast, 0)
    FollowUp.objects.filter(placement=ended).update(due_on=ON)
    placements.end(placement=ended, ends_on=ON, reason="own_wish", by=cast.clerk, at=AT)
    followups.hold(follow_up=held, held_on=ON, by=cast.clerk, at=AT)
    SupervisionPlan.objects.filter(placement=held.placement).update(next_due_on=ON + 30 * DAY, late_on=ON + 31 * DAY)

    assert {name: posted(name) for name in NAMES} == {name: [] for name in NAMES}


def test_a_letter_that_waits_is_wanted_until_the_placement_ends_or_the_talk_is_held(cast):
    going, ended, held = planned(cast, 1), planned(cast, 1), waiting(cast, 0)
    placements.end(placement=ended, ends_on=ON, reason="own_wish", by=cast.clerk, at=AT)
    open_one = waiting(cast, 0)
    followups.hold(follow_up=held, held_on=ON, by=cast.clerk, at=AT)

    wanted = {
        "supervision_soon": KINDS["supervision_soon"].still_wanted({going.pk, ended.pk}),
        "supervision_late": KINDS["supervision_late"].still_wanted({going.pk, ended.pk}),
        "follow_up_due": KINDS["follow_up_due"].still_wanted({held.pk, open_one.pk}),
    }

    assert wanted == {
        "supervision_soon": {going.pk},
        "supervision_late": {going.pk},
        "follow_up_due": {open_one.pk},
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_expires_when_it_says_nothing_new(cast, name):
    planned(cast, 1), planned(cast, -1), waiting(cast, 0)
    posted(name)

    kept = {"supervision_soon": 1, "supervision_late": 60, "follow_up_due": 30}[name]
    local_midnight = dt.datetime(2026, 3, 2, 23, tzinfo=dt.UTC)  # the end of ON in Sweden
    expires = Letter.objects.filter(kind=name).order_by("-expires_at").first().expires_at
    assert expires.astimezone(dt.UTC).date() == (local_midnight + kept * DAY).date()


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_letter_says_a_day_and_a_link_and_nobodys_name(cast, settings, name, language):
    type(cast.supervisor.user).objects.update(language=language)
    planned(cast, 1), planned(cast, -1), waiting(cast, 0)
    posted(name)
    letter = Letter.objects.filter(kind=name).select_related("user").first()

    message = message_from_bytes(render(letter).source, policy=policy.default)
    text = f"{message['Subject']}\n{message.get_content()}"

    day = dt.date.fromisoformat(letter.values["due_on"])
    month = {"sv": "mars", "en": "March"}[language]
    link = {
        "follow_up_due": f"/uppfoljning/{letter.subject_id}/",
    }.get(name, f"/handledning/ny/?for={letter.subject_id}")
    secrets = ["Test", "Person", cast.programme.name, cast.workplace.name, cast.supervisor.user.family_name]
    assert f"{day.day} {month} {day.year}" in text
    assert [line for line in text.splitlines() if "://" in line] == [settings.SITE_URL + link]
    assert [word for word in secrets if word in text] == []


def test_coordinators_follow_the_letters_of_their_own_host(cast):
    own, elsewhere = cast.start(), PlacementFactory()
    national = MembershipFactory(national=True)

    seen = {
        member.role: {row["pk"] for row in KINDS["supervision_late"].may_see(member)}
        for member in (national, cast.coordinator)
    }

    assert seen == {"national_coordinator": {own.pk, elsewhere.pk}, "regional_coordinator": {own.pk}}
    assert {row["pk"] for row in KINDS["follow_up_due"].may_see(cast.coordinator)} == set(
        FollowUp.objects.filter(placement=own).values_list("pk", flat=True)
    )
