"""A placement begins on its day, rests in a pause, and goes on after it."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from peersupport.audit.models import StatusChange
from peersupport.directory.models import PersonAccess
from peersupport.shared.refusals import Conflict, Refused
from placements import selectors
from placements.actions import beginning, following, pauses, placements, supervision
from placements.letters import KINDS
from placements.models import FollowUp, Placement, PlacementPause, SupervisionPlan
from placements.tasks import follow_placements
from placements.tests.conftest import AT, ON
from placements.tests.factories import PlacementFactory, PlacementPauseFactory, WorkplaceFactory
from training.models import Certificate

DAY = dt.timedelta(days=1)


def at(day):
    return dt.datetime.combine(day, dt.time(9), dt.UTC)


def rest(placement, first, last=None, **changes):
    asked = {"by": placement.supervisor, "at": at(first), "key": uuid.uuid4()} | changes
    return pauses.begin(placement=placement, begins_on=first, ends_on=last, **asked)


def state(placement):
    row = Placement.objects.select_related("plan").get(pk=placement.pk)
    return row.status, row.plan.next_due_on


def steps(placement):
    rows = StatusChange.objects.filter(subject=f"placements.placement:{placement.pk}").order_by("pk")
    return list(rows.values_list("was", "became", "by"))


# Planned, and begun
@pytest.fixture
def planned(cast):
    return cast.start(starts_on=ON + 7 * DAY)


def test_one_that_starts_later_is_planned_until_its_first_day(cast, planned):
    before = state(planned)

    following.follow(placement=planned, by=None, at=at(ON + 6 * DAY))
    still = state(planned)
    following.follow(placement=planned, by=None, at=at(ON + 7 * DAY))

    assert (before, still) == ((Placement.Status.PLANNED, None),) * 2
    assert state(planned) == (Placement.Status.ACTIVE, ON + 14 * DAY)
    assert steps(planned) == [("", "planned", cast.clerk.pk), ("planned", "active", None)]


def test_beat_lets_begin_rest_and_go_on_what_should_and_twice_changes_nothing(cast):
    today = timezone.localdate()
    began, rests, back, waits = (cast.start(percent=50) for _ in range(4))
    Placement.objects.filter(pk=began.pk).update(status="planned", starts_on=today)
    Placement.objects.filter(pk=back.pk).update(status="paused")
    Placement.objects.filter(pk=waits.pk).update(
        status="planned", starts_on=today, workplace=WorkplaceFactory(host=cast.host, programme=cast.programme)
    )
    PlacementPauseFactory(placement=rests, begins_on=today)
    PlacementPauseFactory(placement=back, begins_on=today - 9 * DAY, ends_on=today - DAY)

    follow_placements(), follow_placements()

    assert [state(row)[0] for row in (began, rests, back, waits)] == ["active", "paused", "active", "planned"]
    assert [len(steps(row)) for row in (began, rests, back, waits)] == [2, 2, 2, 1]


def test_one_that_is_planned_waits_for_its_workplace_and_somebody_is_told(cast):
    unit = WorkplaceFactory(programme=cast.programme, host=cast.host)
    planned = cast.start(workplace=unit, starts_on=ON + DAY)

    with pytest.raises(beginning.NotReady):
        following.follow(placement=planned, by=None, at=at(ON + DAY))

    assert list(Placement.objects.to_follow(ON + DAY)) == []
    assert list(Placement.objects.waiting_for_the_workplace(ON)) == []
    assert list(Placement.objects.waiting_for_the_workplace(ON + DAY)) == [planned]
    assert state(planned) == (Placement.Status.PLANNED, None)


def test_a_reason_lets_it_begin_before_the_workplace_is_ready(cast):
    unit = WorkplaceFactory(programme=cast.programme, host=cast.host)
    planned = cast.start(workplace=unit, starts_on=ON + DAY)
    given = {"placement": planned, "starts_on": ON, "by": cast.clerk, "at": AT}

    with pytest.raises(beginning.NotReady) as refusal:
        following.begin(override_reason="", **given)
    following.begin(override_reason="Tredje träffen hålls samma vecka.", **given)

    stored = Placement.objects.get(pk=planned.pk)
    assert (refusal.value.field, stored.status, stored.starts_on) == ("override_reason", "active", ON)
    assert (stored.override_reason, stored.overridden_by) == ("Tredje träffen hålls samma vecka.", cast.clerk)


def test_another_first_day_takes_the_follow_ups_with_it(cast, planned):
    later = ON + 31 * DAY

    following.begin(placement=planned, starts_on=later, override_reason="", by=cast.clerk, at=AT)

    assert (Placement.objects.get(pk=planned.pk).starts_on, state(planned)) == (later, ("planned", None))
    assert FollowUp.objects.get(placement=planned, months=1).due_on == dt.date(2026, 5, 2)


def test_one_that_has_begun_has_the_first_day_that_it_has(cast):
    with pytest.raises(Refused):
        following.begin(placement=cast.start(), starts_on=ON + DAY, override_reason="", by=cast.clerk, at=AT)


def test_nobody_begins_whose_certificate_was_taken_back_meanwhile(cast, planned):
    Certificate.objects.update(revoked_at=AT, revoked_by=cast.clerk)

    with pytest.raises(beginning.NotCertified):
        following.follow(placement=planned, by=None, at=at(planned.starts_on))

    assert state(planned) == (Placement.Status.PLANNED, None)


def test_nothing_is_logged_before_it_has_begun(cast, planned):
    with pytest.raises(Refused) as refusal:
        _log(planned, ON)

    assert refusal.value.field == "who"


def test_one_that_never_began_is_in_no_figure(cast, planned):
    first = selectors.placements_started(programme=cast.programme)
    placements.end(placement=planned, ends_on=planned.starts_on, reason="never_began", by=cast.clerk, at=AT)

    assert (first, selectors.placements_started(programme=cast.programme)) == (0, 0)
    assert selectors.certified_without_placement(programme=cast.programme) == 1


# Peer on long leave
def _log(placement, held_on, on=None):
    return supervision.log(
        key=uuid.uuid4(),
        placement=placement,
        held_on=held_on,
        form="in_person",
        minutes=60,
        themes=[],
        mood="good",
        by=placement.supervisor,
        at=at(on or held_on),
        on=on or held_on,
    )


def test_peer_on_long_leave(cast):
    """Employed still and not at work; the plan rests, nothing is late, and nobody is written to about it."""
    placement = cast.start()
    rest(placement, ON + 14 * DAY)

    late = ON + 90 * DAY
    assert state(placement) == (Placement.Status.PAUSED, None)
    assert (list(Placement.objects.active()), list(Placement.objects.employed())) == ([], [placement])
    assert list(SupervisionPlan.objects.late(late) | SupervisionPlan.objects.overdue(late)) == []
    assert [row for kind in KINDS if kind.due for row in kind.due(late)] == []
    assert PersonAccess.objects.open().filter(person=placement.person).count() == 2


def test_a_pause_keeps_its_days_and_who_noted_them_and_nothing_else():
    names = {field.name for field in PlacementPause._meta.fields}

    assert names == {"id", "placement", "begins_on", "ends_on", "noted_at", "noted_by", "version"}


def test_a_pause_that_comes_later_changes_nothing_until_then(cast):
    placement = cast.start()

    rest(placement, ON + 30 * DAY, at=AT)

    assert state(placement) == (Placement.Status.ACTIVE, ON + 7 * DAY)
    assert list(Placement.objects.to_follow(ON + 30 * DAY)) == [placement]


@pytest.mark.parametrize(
    ("held", "back", "expected"),
    [
        (None, dt.date(2026, 5, 4), dt.date(2026, 5, 11)),  # a week, as who begins
        (dt.date(2026, 3, 9), dt.date(2026, 5, 4), dt.date(2026, 5, 11)),
        (dt.date(2026, 3, 9), dt.date(2026, 3, 13), dt.date(2026, 3, 20)),
    ],
)
def test_who_is_back_is_met_soon_and_not_late_at_once(cast, held, back, expected):
    placement = cast.start()
    if held:
        _log(placement, held)
    pause = rest(placement, dt.date(2026, 3, 10))

    pauses.end(pause=pause, by=cast.clerk, at=at(back))

    assert state(placement) == (Placement.Status.ACTIVE, expected)
    assert PlacementPause.objects.get().ends_on == back - DAY


def test_a_day_that_the_plan_says_later_stands_after_a_short_pause(cast):
    placement = cast.start(starts_on=dt.date(2025, 1, 7))
    _log(placement, ON)
    pause = rest(placement, ON + DAY)

    pauses.end(pause=pause, by=cast.clerk, at=at(ON + 3 * DAY))

    assert state(placement)[1] == dt.date(2026, 5, 4)  # 60 days after the last one, on the working day that follows


def test_a_form_sent_twice_makes_one(cast):
    placement, key = cast.start(), uuid.uuid4()

    assert rest(placement, ON, key=key) == rest(placement, ON, key=key)


@pytest.mark.parametrize(
    ("first", "last", "field"), [(-1, None, "begins_on"), (5, 4, "ends_on"), (12, None, "begins_on")]
)
def test_days_that_make_no_sense_are_refused_beside_their_field(cast, first, last, field):
    placement = cast.start()
    rest(placement, ON + 10 * DAY, ON + 12 * DAY, at=AT)

    with pytest.raises(Refused) as refused:
        rest(placement, ON + first * DAY, last and ON + last * DAY, at=AT)

    assert (refused.value.field, PlacementPause.objects.count()) == (field, 1)


def test_two_who_put_it_right_at_once_see_each_other(cast):
    pause = rest(cast.start(), ON)
    given = {"pause": pause, "version": 1, "by": cast.clerk, "at": AT}
    pauses.correct(begins_on=ON, ends_on=ON + 3 * DAY, **given)

    with pytest.raises(Conflict):
        pauses.correct(begins_on=ON, ends_on=None, **given)

    assert PlacementPause.objects.get().ends_on == ON + 3 * DAY


def test_one_that_was_noted_by_mistake_is_gone_and_the_plan_goes_on(cast):
    placement = cast.start()

    pauses.remove(pause=rest(placement, ON), by=cast.clerk, at=AT)

    assert (state(placement), PlacementPause.objects.count()) == (("active", ON + 7 * DAY), 0)


def test_one_that_ends_the_day_it_began_never_was(cast):
    placement = cast.start()

    pauses.end(pause=rest(placement, ON), by=cast.clerk, at=AT)

    assert (state(placement), PlacementPause.objects.count()) == (("active", ON + 7 * DAY), 0)


def test_a_pause_ends_with_the_placement_and_what_was_to_come_is_gone(cast):
    placement = cast.start()
    rest(placement, ON)
    PlacementPauseFactory(placement=PlacementFactory())

    placements.end(placement=placement, ends_on=ON + 2 * DAY, reason="term", by=cast.clerk, at=at(ON + 2 * DAY))

    assert placement.pauses.get().ends_on == ON + 2 * DAY
    with pytest.raises(pauses.NotAtWork):
        rest(placement, ON + 5 * DAY)


def test_a_session_from_before_the_pause_may_be_noted_in_it_and_none_from_the_pause(cast):
    placement = cast.start()
    rest(placement, ON + 5 * DAY)
    following.follow(placement=placement, by=None, at=at(ON + 6 * DAY))

    _log(placement, ON + 3 * DAY, on=ON + 6 * DAY)
    with pytest.raises(Refused) as refusal:
        _log(placement, ON + 6 * DAY)

    assert (refusal.value.field, placement.sessions.count()) == ("day", 1)
    assert state(placement) == (Placement.Status.PAUSED, None)


@pytest.mark.parametrize(
    "wrong",
    [{"end_reason": "own_wish"}, {"status": "ended", "ends_on": ON}, {"status": "ended", "end_reason": "own_wish"}],
    ids=["a reason of one that goes on", "ended for none", "ended on no day"],
)
def test_the_database_holds_that_one_ends_on_a_day_for_a_reason(cast, wrong):
    placement = cast.start()

    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(**wrong)


def test_the_database_refuses_two_pauses_at_a_time_and_one_backwards(cast):
    pause = PlacementPauseFactory(ends_on=dt.date(2026, 4, 20))

    with pytest.raises(IntegrityError), transaction.atomic():
        PlacementPauseFactory(placement=pause.placement, begins_on=dt.date(2026, 4, 20))
    with pytest.raises(IntegrityError), transaction.atomic():
        PlacementPauseFactory(ends_on=dt.date(2026, 4, 12))
