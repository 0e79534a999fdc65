"""Sessions that were held, the next one planned from them, and the draft in between."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from peersupport.accounts.permissions import Role
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.tests.factories import LetterFactory
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions import placements, supervision
from placements.models import Placement, SupervisionDraft, SupervisionPlan, SupervisionSession
from placements.tests.conftest import AT, ON, make_cast
from placements.tests.factories import SupervisionDraftFactory, SupervisionSessionFactory, WorkplaceFactory

A_WEEK_ON = ON + dt.timedelta(days=7)


def log(placement, **changes):
    on = changes.pop("on", A_WEEK_ON)
    asked = {
        "key": uuid.uuid4(),
        "held_on": A_WEEK_ON,
        "form": SupervisionSession.Form.IN_PERSON,
        "minutes": 60,
        "themes": ["role", "recovery"],
        "mood": SupervisionSession.Mood.GOOD,
        "by": placement.supervisor,
        "at": dt.datetime.combine(on, dt.time(15), dt.UTC),
    }
    return supervision.log(placement=placement, on=on, **(asked | changes))


def next_due(placement):
    return SupervisionPlan.objects.get(placement=placement).next_due_on


def test_logging_a_session(cast):
    placement = cast.start()

    session = log(placement)

    stored = SupervisionSession.objects.get(pk=session.pk)
    assert (stored.placement, stored.held_on, stored.form, stored.minutes, stored.themes, stored.mood) == (
        placement,
        A_WEEK_ON,
        "in_person",
        60,
        ["role", "recovery"],
        "good",
    )
    assert (stored.logged_by, stored.logged_at) == (cast.supervisor.user, dt.datetime(2026, 3, 9, 15, tzinfo=dt.UTC))


def test_the_next_date_is_counted_from_what_really_happened(cast):
    placement = cast.start()
    dates = [next_due(placement)]

    for held_on in (dt.date(2026, 3, 11), dt.date(2026, 3, 27), dt.date(2026, 4, 10)):
        log(placement, held_on=held_on, on=held_on)
        dates.append(next_due(placement))

    assert dates == [
        dt.date(2026, 3, 9),  # a week from the start
        dt.date(2026, 3, 18),  # a week from the day it was held, two days late
        dt.date(2026, 4, 7),  # Good Friday and Easter Monday lie between
        dt.date(2026, 4, 24),  # week 6: a fortnight
    ]


def test_noting_an_older_session_afterwards_plans_nothing_backwards(cast):
    placement = cast.start()
    log(placement, held_on=dt.date(2026, 3, 12), on=dt.date(2026, 3, 12))

    log(placement, held_on=dt.date(2026, 3, 5), on=dt.date(2026, 3, 13))

    assert next_due(placement) == dt.date(2026, 3, 19)


def test_a_session_noted_months_late_is_followed_by_one_soon(cast):
    placement = cast.start()

    log(placement, held_on=A_WEEK_ON, on=dt.date(2026, 6, 18))

    assert next_due(placement) == dt.date(2026, 6, 22)  # Midsummer's Eve and the weekend lie between


def test_a_placement_without_a_plan_stays_without_dates(cast):
    cast.programme.supervision_phases.all().delete()
    placement = cast.start()

    log(placement)

    assert next_due(placement) is None


def test_a_form_sent_twice_logs_one_session(cast):
    placement, key = cast.start(), uuid.uuid4()

    first = log(placement, key=key)
    again = log(placement, key=key, at=AT + dt.timedelta(days=8))

    assert again == first
    assert SupervisionSession.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"held_on": A_WEEK_ON + dt.timedelta(days=1)}, "day"),
        ({"held_on": ON - dt.timedelta(days=1)}, "day"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 481}, "minutes"),
    ],
)
def test_a_session_that_cannot_be(cast, wrong, field):
    placement = cast.start()

    with pytest.raises(Refused) as refusal:
        log(placement, **wrong)

    assert (refusal.value.field, SupervisionSession.objects.count()) == (field, 0)
    assert next_due(placement) == dt.date(2026, 3, 9)


def test_the_same_session_is_not_logged_twice_by_hand(cast):
    placement = cast.start()
    log(placement)

    with pytest.raises(Refused) as refusal:
        log(placement, minutes=30)

    assert (refusal.value.field, SupervisionSession.objects.count()) == ("day", 1)


def test_two_forms_of_supervision_on_one_day_are_two_sessions(cast):
    placement = cast.start()

    log(placement), log(placement, form=SupervisionSession.Form.GROUP)

    assert SupervisionSession.objects.count() == 2


@pytest.mark.parametrize("who", ["coordinator", "colleague", "manager"])
def test_only_the_supervisor_logs(cast, who):
    placement = cast.start()
    colleague = MembershipFactory(role=Role.SUPERVISOR, organisation=cast.host)
    by = {"coordinator": cast.coordinator, "colleague": colleague, "manager": cast.manager}[who].user

    with pytest.raises(Refused):
        log(placement, by=by)

    assert SupervisionSession.objects.count() == 0


def test_nothing_is_logged_after_the_end(cast):
    placement = cast.start()
    placements.end(placement=placement, ends_on=ON, reason="own_wish", by=cast.clerk, at=AT)

    with pytest.raises(Refused):
        log(placement)

    assert SupervisionSession.objects.count() == 0
    with pytest.raises(WrongStatus):
        placements.end(placement=placement, ends_on=ON, reason="own_wish", by=cast.clerk, at=AT)


def test_a_session_takes_back_the_reminders_that_wait(cast):
    placement = cast.start()
    late, other, sent = (
        LetterFactory(kind="supervision_late", subject_id=placement.pk, user=cast.supervisor.user),
        LetterFactory(kind="supervision_late", subject_id=placement.pk + 1, user=cast.supervisor.user),
        LetterFactory(kind="supervision_soon", subject_id=placement.pk, user=cast.supervisor.user, sent=True),
    )

    log(placement)

    states = dict(Letter.objects.values_list("pk", "state"))
    assert [states[letter.pk] for letter in (late, other, sent)] == ["cancelled", "queued", "sent"]


def test_saving_the_session_drops_the_draft(cast):
    placement = cast.start()
    SupervisionDraftFactory(user=cast.supervisor.user)

    log(placement)

    assert SupervisionDraft.objects.count() == 0


def test_a_draft_is_one_each_and_the_latest(cast):
    key = str(uuid.uuid4())
    supervision.save_draft(user=cast.supervisor.user, values={"key": key, "mood": "good"}, at=AT)

    later = AT + dt.timedelta(seconds=5)
    kept = supervision.save_draft(user=cast.supervisor.user, values={"key": key, "mood": "so_so"}, at=later)

    draft = SupervisionDraft.objects.get()
    assert (kept, draft.user, draft.values, draft.saved_at) == (
        True,
        cast.supervisor.user,
        {"key": key, "mood": "so_so"},
        later,
    )


def test_a_draft_that_comes_after_its_session_is_not_kept(cast):
    placement, key = cast.start(), uuid.uuid4()
    log(placement, key=key)

    kept = supervision.save_draft(user=cast.supervisor.user, values={"key": str(key)}, at=AT)

    assert (kept, SupervisionDraft.objects.count()) == (False, 0)


@pytest.mark.django_db(transaction=True)
def test_a_draft_and_its_session_at_once_leave_no_draft():
    with transaction.atomic():
        cast = make_cast()
        placement = cast.start()
    key, both_ready = uuid.uuid4(), Barrier(2)

    def save():
        both_ready.wait()
        for _ in range(5):
            supervision.save_draft(user=cast.supervisor.user, values={"key": str(key)}, at=AT)
        connection.close()

    def submit():
        both_ready.wait()
        log(placement, key=key)
        connection.close()

    with ThreadPoolExecutor(2) as browser:
        for done in [browser.submit(save), browser.submit(submit)]:
            done.result()

    assert (SupervisionSession.objects.count(), SupervisionDraft.objects.count()) == (1, 0)


@pytest.mark.parametrize("wrong", [{"minutes": 4}, {"minutes": 481}])
def test_the_database_refuses_minutes_that_cannot_be(db, wrong):
    session = SupervisionSessionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionSession.objects.filter(pk=session.pk).update(**wrong)


def test_who_sees_that_a_session_was_held_and_who_what_it_was_about(cast):
    peer = MembershipFactory(peer=True, organisation=cast.host)
    own = log(cast.start(participation=cast.certified(user=peer.user)))
    colleague = MembershipFactory(role=Role.SUPERVISOR, organisation=cast.host)
    other = log(cast.start(supervisor=colleague.user, workplace=WorkplaceFactory(ready=True, host=cast.host)))
    elsewhere = SupervisionSessionFactory()

    members = [
        MembershipFactory(national=True),
        cast.coordinator,
        cast.supervisor,
        peer,
        cast.manager,
        MembershipFactory(role=Role.COURSE_LEADER, organisation=cast.host),
        MembershipFactory(orderer=True),
        MembershipFactory(dpo=True),
        MembershipFactory(administrator=True),
    ]
    rows = SupervisionSession.objects
    seen = {m.role: (set(rows.visible_to(m)), set(rows.readable_by(m))) for m in members}

    assert seen == {
        Role.NATIONAL_COORDINATOR: ({own, other, elsewhere}, set()),
        Role.REGIONAL_COORDINATOR: ({own, other}, set()),
        Role.SUPERVISOR: ({own}, {own}),
        Role.PEER_SUPPORTER: ({own}, {own}),
        Role.UNIT_MANAGER: (set(), set()),
        Role.COURSE_LEADER: (set(), set()),
        Role.ORDERER: (set(), set()),
        Role.DATA_PROTECTION_OFFICER: (set(), set()),
        Role.SYSTEM_ADMINISTRATOR: (set(), set()),
    }


def test_the_plans_that_somebody_sees_come_late_first(cast):
    first, second = cast.start(), cast.start()
    log(second)
    SupervisionPlan.objects.filter(placement=first).update(next_due_on=dt.date(2026, 4, 1))
    gone = cast.start()
    placements.end(placement=gone, ends_on=ON, reason="own_wish", by=cast.clerk, at=AT)

    rows = [(plan.placement, plan.next_due_on, plan.last_held_on) for plan in selectors.plans(cast.coordinator)]

    assert rows == [(second, dt.date(2026, 3, 16), A_WEEK_ON), (first, dt.date(2026, 4, 1), None)]
    assert [plan.placement for plan in selectors.plans(cast.supervisor)] == [second, first]
    assert list(selectors.plans(cast.manager)) == []


def test_late_overdue_and_due_plans(cast):
    late, overdue, today, soon, later = (cast.start() for _ in range(5))
    for n, placement in enumerate([late, overdue, today, soon, later]):
        days = {"next_due_on": ON + dt.timedelta(days=n - 2), "late_on": ON + dt.timedelta(days=n)}
        SupervisionPlan.objects.filter(placement=placement).update(**days)

    rows = SupervisionPlan.objects
    assert list(rows.late(ON).values_list("placement", flat=True)) == [late.pk]
    assert set(rows.overdue(ON).values_list("placement", flat=True)) == {late.pk, overdue.pk}
    assert set(rows.due(ON, within_days=1).values_list("placement", flat=True)) == {today.pk, soon.pk}


def test_a_supervisors_own_peers_in_one_query(cast, django_assert_num_queries):
    first, second = cast.start(), cast.start()
    log(first)
    colleague = MembershipFactory(role=Role.SUPERVISOR, organisation=cast.host)
    cast.start(supervisor=colleague.user)
    Placement.objects.filter(pk=second.pk).update(percent=50)

    with django_assert_num_queries(1):
        peers = selectors.peers_of(cast.supervisor)

    assert [(peer.placement, peer.next_due_on, peer.last_held_on) for peer in peers] == [
        (second, dt.date(2026, 3, 9), None),
        (first, dt.date(2026, 3, 16), A_WEEK_ON),
    ]
    assert [peer.is_overdue(dt.date(2026, 3, 10)) for peer in peers] == [True, False]
