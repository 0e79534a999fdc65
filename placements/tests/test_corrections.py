"""Sessions with several at once, check-ins with a manager, and what was noted put right."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions import supervision
from placements.models import SessionCorrection, SupervisionPlan, SupervisionSession, SupportRequest
from placements.tests.conftest import AT, ON
from placements.tests.factories import SessionCorrectionFactory, SupervisionSessionFactory, SupportContactFactory

DAY = dt.timedelta(days=1)
A_WEEK_ON = ON + 7 * DAY
Form = SupervisionSession.Form


def at(day):
    return dt.datetime.combine(day, dt.time(15), dt.UTC)


def what(**changes):
    return {"held_on": A_WEEK_ON, "form": Form.IN_PERSON, "minutes": 60, "themes": ["role"], "mood": "good"} | changes


def log(*placements, on=A_WEEK_ON, **changes):
    by = placements[0].supervisor
    return supervision.log_all(key=uuid.uuid4(), placements=placements, by=by, at=at(on), on=on, **what(**changes))


def correct(session, *, after=dt.timedelta(hours=1), reason="", by=None, **changes):
    now = session.logged_at + after
    by = by or session.logged_by
    supervision.correct(session=session, reason=reason, by=by, at=now, on=now.date(), **what(**changes))


def next_due(placement):
    return SupervisionPlan.objects.get(placement=placement).next_due_on


# A group
def test_one_log_for_several_is_a_session_of_each_and_asks_nobody_how_it_goes(cast):
    first, second = cast.start(), cast.start()

    log(first, second, form=Form.VIDEO, mood="so_so")

    rows = SupervisionSession.objects.order_by("placement").values_list("placement", "form", "mood", "themes")
    assert list(rows) == [(first.pk, "group", "", ["role"]), (second.pk, "group", "", ["role"])]
    assert {next_due(first), next_due(second)} == {A_WEEK_ON + 7 * DAY}


def test_a_group_in_which_one_cannot_be_is_logged_for_nobody(cast):
    first, second = cast.start(), cast.start(starts_on=ON + 60 * DAY)

    with pytest.raises(Refused):
        log(first, second)

    assert SupervisionSession.objects.count() == 0


def test_a_group_sent_twice_is_logged_once(cast):
    first, second, key = cast.start(), cast.start(), uuid.uuid4()
    asked = {"placements": [first, second], "by": first.supervisor, "at": AT, "on": A_WEEK_ON} | what()

    once = supervision.log_all(key=key, **asked)
    again = supervision.log_all(key=key, **asked)

    assert (again, SupervisionSession.objects.count()) == (once[:1], 2)


def test_how_it_goes_is_left_out_of_a_group_alone(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionSessionFactory(mood="")
    assert SupervisionSessionFactory(mood="", form="group").mood == ""


# With the manager
def test_a_check_in_with_the_manager_moves_no_date(cast):
    placement = cast.start()

    log(placement, form=Form.MANAGER)

    assert next_due(placement) == A_WEEK_ON + DAY  # it is due since the day of the check-in: as soon as can be
    assert [peer.last_held_on for peer in selectors.peers_of(cast.supervisor)] == [None]
    assert [plan.last_held_on for plan in selectors.plans(cast.coordinator)] == [None]


# Corrections
def test_a_correction_within_a_day_is_free_and_what_stood_is_kept(cast):
    (session,) = log(cast.start())

    correct(session, after=dt.timedelta(hours=24), held_on=A_WEEK_ON - DAY, mood="so_so", themes=["team"])

    session.refresh_from_db()
    kept = SessionCorrection.objects.get()
    assert (session.held_on, session.mood, session.themes) == (A_WEEK_ON - DAY, "so_so", ["team"])
    assert kept.was == what() | {"held_on": "2026-03-09", "form": "in_person"}
    assert (kept.reason, kept.corrected_by) == ("", cast.supervisor.user)


def test_a_correction_after_a_day_takes_a_reason(cast):
    (session,) = log(cast.start())
    late = {"after": dt.timedelta(hours=25), "minutes": 30}

    with pytest.raises(Refused) as refusal:
        correct(session, **late)
    correct(session, reason="together", **late)

    session.refresh_from_db()
    assert (refusal.value.field, session.minutes, SessionCorrection.objects.get().reason) == ("reason", 30, "together")


def test_another_day_is_counted_from(cast):
    placement = cast.start()
    (session,) = log(placement)

    correct(session, held_on=A_WEEK_ON - 4 * DAY)

    assert next_due(placement) == A_WEEK_ON + 3 * DAY


@pytest.mark.parametrize("who", ["coordinator", "successor"])
def test_only_who_noted_it_corrects_it(cast, who):
    (session,) = log(cast.start())
    successor = MembershipFactory(supervisor=True, organisation=cast.host)
    by = {"coordinator": cast.coordinator, "successor": successor}[who].user

    with pytest.raises(Refused):
        correct(session, by=by)

    assert SessionCorrection.objects.count() == 0


def test_the_database_knows_why_one_corrects(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionCorrectionFactory(reason="no idea")


# Needs support
def chosen_by(placement, cast):
    SupportContactFactory(person=placement.person, to=cast.coordinator)
    return placement


def asked() -> list[int]:
    return list(SupportRequest.objects.values_list("to", flat=True))


def test_that_somebody_needs_support_reaches_whom_they_chose(cast):
    log(chosen_by(cast.start(), cast), mood="needs_support")

    assert asked() == [cast.coordinator.pk]


def test_a_correction_to_needing_support_reaches_them_too_and_one_of_something_else_does_not(cast):
    (session,) = log(chosen_by(cast.start(), cast))
    before = asked()

    correct(session, mood="needs_support")
    told = asked()
    SupportRequest.objects.all().delete()
    correct(session, mood="needs_support", minutes=30)

    assert (before, told, asked()) == ([], [cast.coordinator.pk], [])
    assert session.corrections.count() == 2


# On the pages
@pytest.fixture
def phone(cast, client):
    client.force_login(cast.supervisor.user)
    return client


def sent(placement, **changes):
    noted = what(held_on="", **changes)
    day = {"day": timezone.localdate().isoformat(), "other_day": "", "key": str(uuid.uuid4()), "who": [placement.pk]}
    return noted | day


@pytest.fixture
def placement(cast):
    return cast.start(starts_on=timezone.localdate() - 9 * DAY, at=timezone.now())


def test_a_phone_that_was_without_a_line_sends_the_form_and_is_told_where_it_is(phone, placement):
    asked = sent(placement)

    answers = [phone.post(reverse("placements:session_send"), asked) for _n in range(2)]

    stored = SupervisionSession.objects.get()
    assert [answer.json() for answer in answers] == [{"to": reverse("placements:session", args=[stored.pk])}] * 2


def test_a_phone_is_told_what_is_wrong_and_nothing_is_kept(phone, placement):
    answer = phone.post(reverse("placements:session_send"), sent(placement, minutes="7"))

    assert (answer.status_code, list(answer.json())) == (400, ["refused"])
    assert SupervisionSession.objects.count() == 0


def test_correcting_on_the_page(phone, placement):
    phone.post(reverse("placements:session_new"), sent(placement))
    session = SupervisionSession.objects.get()
    path = reverse("placements:session_correct", args=[session.pk])
    SupervisionSession.objects.update(logged_at=timezone.now() - 2 * DAY)

    page = phone.get(path)
    refused = phone.post(path, sent(placement, mood="so_so"))
    done = phone.post(path, sent(placement, mood="so_so") | {"reason": "slip"}, follow=True)

    session.refresh_from_db()
    assert page.context["form"].initial["mood"] == "good"
    assert list(refused.context["form"].errors) == ["reason"]
    assert (session.mood, SessionCorrection.objects.get().reason) == ("so_so", "slip")
    assert "Rättad" in done.text


def test_of_a_correction_others_see_the_day_alone(cast, client, placement):
    session = SupervisionSessionFactory(placement=placement)
    SessionCorrectionFactory(session=session, reason="together")
    client.force_login(cast.coordinator.user)

    page = client.get(reverse("placements:session", args=[session.pk])).text

    assert ("Rättad" in page, "gick igenom" in page) == (True, False)


# As many as there are
def test_a_supervisors_pages_with_fourteen_peers_take_at_most_ten_queries(cast, phone, django_assert_max_num_queries):
    for _n in range(14):
        SupervisionSessionFactory(placement=cast.start())
    paths = [reverse("placements:supervision"), reverse("placements:session_new"), reverse("placements:placements")]
    phone.get(paths[0])

    for path in paths:
        with django_assert_max_num_queries(10):
            assert phone.get(path).status_code == 200


def test_what_is_late_is_found_and_written_in_one_statement(cast, django_assert_num_queries):
    late = [cast.start() for _n in range(3)]
    SupervisionPlan.objects.update(next_due_on=ON, late_on=ON + DAY)

    with django_assert_num_queries(1):
        written = post_many(KINDS["supervision_late"], on=ON + 14 * DAY, at=at(ON + 14 * DAY))

    assert written == len(late)
