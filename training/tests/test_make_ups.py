"""A task for what was missed: given, done, signed off, and what it counts for."""

import datetime as dt
import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.models import StatusChange
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.shared.refusals import Refused
from programs.tests.crowd import at_once
from training import selectors
from training.actions import certificates, make_ups, pages
from training.actions.make_ups import AlreadyGiven, CourseOver, NotMissed
from training.models import CourseDay, MakeUp, Participation
from training.tests.factories import (
    ApplicationFactory,
    CourseDayFactory,
    MakeUpFactory,
    ParticipationFactory,
    mark_day,
)

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 9, 1, 10, 0, tzinfo=dt.UTC)
DUE = dt.date(2026, 9, 14)
VERBS = {
    "done": make_ups.say_done,
    "again": make_ups.ask_again,
    "sign-off": make_ups.sign_off,
    "undo": make_ups.undo,
    "withdraw": make_ups.withdraw,
}
LEADS_TO = {  # every other step is refused
    ("given", "done"): "done",
    ("given", "withdraw"): "withdrawn",
    ("done", "again"): "given",
    ("done", "sign-off"): "signed_off",
    ("signed_off", "undo"): "done",
}
STATES = {
    "given": {},
    "done": {"done": True},
    "signed_off": {"signed_off": True},
    "withdrawn": {"status": "withdrawn"},
}


def give(participation: Participation, number: int = 1, **changed) -> MakeUp:
    told = {
        "day": day_of(participation, number),
        "what": "Läs kapitel 3.",
        "due_on": DUE,
        "key": uuid4(),
        "by": UserFactory(),
        "at": NOON,
    }
    return make_ups.give(participation=participation, **told | changed)


def day_of(participation: Participation, number: int = 1) -> CourseDay:
    return CourseDay.objects.get(cohort=participation.cohort_id, number=number)


def standing_of(participation: Participation):
    return selectors.standing_of(participation=participation)


def test_a_task_is_kept_with_who_gave_it(held):
    row = give(held("absent"), by=(leader := UserFactory()))

    assert (row.status, row.what, row.due_on) == ("given", "Läs kapitel 3.", DUE)
    assert (row.given_by, row.given_at) == (leader, NOON)
    assert StatusChange.objects.get(subject=f"training.makeup:{row.pk}").became == "given"


def test_what_is_sent_twice_is_given_once(held):
    participation, key, leader = held("absent"), uuid4(), UserFactory()

    assert give(participation, key=key, by=leader) == give(participation, key=key, by=leader)
    assert MakeUp.objects.count() == 1


@pytest.mark.parametrize("marks", [("present",), ()])
def test_there_is_a_task_only_for_what_was_missed(held, marks):
    participation = held(*marks, days=1)

    with pytest.raises(NotMissed):
        give(participation)


def test_a_day_of_another_course_was_not_missed(held):
    participation, other = held("absent"), CourseDayFactory()
    mark_day(other, participation, "absent")

    with pytest.raises(NotMissed):
        give(participation, day=other)


def test_a_day_has_one_task_until_it_is_taken_back(held):
    participation = held("morning")
    first = give(participation)

    with pytest.raises(AlreadyGiven):
        give(participation)
    make_ups.withdraw(make_up=first, by=UserFactory(), at=NOON)
    give(participation)

    assert MakeUp.objects.in_force().count() == 1


def test_a_task_lies_ahead(held):
    with pytest.raises(Refused) as refusal:
        give(held("absent"), due_on=dt.date(2026, 8, 31))

    assert (refusal.value.field, MakeUp.objects.count()) == ("due_on", 0)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_each_step_leads_where_the_table_says_and_no_other_is_taken(state, verb):
    task = MakeUpFactory(**STATES[state])
    became = LEADS_TO.get((state, verb))

    if became is None:
        with pytest.raises(WrongStatus):
            VERBS[verb](make_up=task, by=UserFactory(), at=NOON)
    else:
        VERBS[verb](make_up=task, by=UserFactory(), at=NOON)

    task.refresh_from_db()
    assert task.status == (became or state)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("over", ["certified", "dropped_out"])
def test_nothing_changes_once_somebody_has_left_or_has_a_certificate(verb, over):
    states = {"done": "given", "again": "done", "sign-off": "done", "undo": "signed_off", "withdraw": "given"}
    task = MakeUpFactory(participation=ParticipationFactory(**{over: True}), **STATES[states[verb]])

    with pytest.raises(CourseOver):
        VERBS[verb](make_up=task, by=UserFactory(), at=NOON)


@pytest.mark.parametrize("over", ["certified", "dropped_out"])
def test_nothing_is_given_once_somebody_has_left_or_has_a_certificate(held, over):
    participation = held("absent")
    extra = {"left_for": "own"} if over == "dropped_out" else {}
    Participation.objects.filter(pk=participation.pk).update(status=over, **extra)

    with pytest.raises(CourseOver):
        give(participation)


@pytest.mark.parametrize(
    ("mark", "made_up"), [("absent", 2), ("excused", 2), ("morning", 1), ("afternoon", 1), ("present", 0)]
)
def test_what_was_missed_of_the_day_counts_once_it_is_signed_off_and_no_more(held, mark, made_up):
    participation = held(mark, "present")
    task = MakeUpFactory(participation=participation, day=day_of(participation), done=True)
    before = standing_of(participation)

    make_ups.sign_off(make_up=task, by=UserFactory(), at=NOON)

    now = standing_of(participation)
    assert (now.attended, now.made_up, now.sessions) == (4, made_up, 4)
    assert (before.attended, before.made_up) == (4 - made_up, 0)
    make_ups.undo(make_up=task, by=UserFactory(), at=NOON)
    assert standing_of(participation) == before


def test_fifteen_days_with_three_and_a_half_missed_meet_the_rule_with_one_made_up(held, settings):
    settings.LANGUAGE_CODE = "en"
    participation = held(*["present"] * 11, "morning", *["absent"] * 3)
    assert standing_of(participation).why_not_yet == "There on 11.5 of 15 days, 12 are needed."
    task = give(participation, 12)

    for verb in (make_ups.say_done, make_ups.sign_off):
        verb(make_up=task, by=UserFactory(), at=NOON)

    ready = Participation.objects.ready_for_certificate()
    assert (standing_of(participation).meets_the_rule, list(ready)) == (True, [participation])
    assert certificates.issue(participation=participation, by=UserFactory(), at=NOON).number


def test_the_text_says_what_is_made_up(held, settings):
    settings.LANGUAGE_CODE = "en"
    participation = held("present", "absent", "absent")
    MakeUpFactory(
        participation=participation,
        day=day_of(participation, 2),
        signed_off=True,
    )

    words = standing_of(participation).why_not_yet
    assert words == "There on 2 of 3 days, counting 1 made up, 2.5 are needed."
    assert standing_of(participation).share_so_far == Decimal(4) / 6


@pytest.mark.django_db(transaction=True)
def test_of_those_who_sign_off_at_once_one_does():
    task, users = MakeUpFactory(done=True), UserFactory.create_batch(4)

    results = at_once(lambda n: make_ups.sign_off(make_up=task, by=users[n], at=NOON), list(range(4)))

    assert sorted(type(one).__name__ for one in results) == ["NoneType", *[WrongStatus.__name__] * 3]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("make_up_status_known", {"status": "forgotten"}),
        ("make_up_done_when", {"status": "done"}),
        ("make_up_done_when", {"done_at": NOON}),
        ("make_up_signed_off_when_and_by_whom", {"signed_off_at": NOON}),
        ("make_up_signed_off_when_and_by_whom", {"status": "signed_off", "done_at": NOON, "signed_off_at": NOON}),
    ],
)
def test_a_task_that_makes_no_sense_is_refused(name, fields):
    task = MakeUpFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        MakeUp.objects.filter(pk=task.pk).update(**fields)


def test_a_day_has_one_task_in_the_database_too():
    first = MakeUpFactory()

    with pytest.raises(IntegrityError, match="one_make_up_per_person_and_day"):
        MakeUpFactory(participation=first.participation, day=first.day)


def test_a_leader_gives_signs_off_and_undoes_it_on_one_page(held, leading, signed_in):
    participation = held("absent", "present")
    client, path = signed_in(leading(participation.cohort)), f"/deltaganden/{participation.pk}/narvaro/"
    give_path = re.search(rf'href="({path}\d+/igentagning/)"', client.get(path).content.decode())[1]
    due = timezone.localdate() + dt.timedelta(days=7)

    client.post(give_path, {"key": uuid4(), "what": "Läs kapitel 3.", "due_on": due})
    steps = f"/deltaganden/{participation.pk}/igentagningar/{MakeUp.objects.get().pk}/"
    seen = []
    for answer in ("done", "sign-off", "undo", "again", "withdraw"):
        assert client.post(steps, {"answer": answer}).headers["Location"] == path
        seen.append((MakeUp.objects.get().status, client.get(path).status_code))

    assert seen == [("done", 200), ("signed_off", 200), ("done", 200), ("given", 200), ("withdrawn", 200)]
    assert client.post(steps, {"answer": "magic"}).status_code == 404


def test_leaders_and_coordinators_of_the_course_see_the_tasks_and_nobody_else(held, leading, signed_in):
    participation = held("absent")
    MakeUpFactory(participation=participation, day=day_of(participation), what="Hemlig läsning")
    path, host = f"/deltaganden/{participation.pk}/narvaro/", participation.cohort.host
    inside = [leading(participation.cohort), MembershipFactory(regional=True, organisation=host)]
    outside = [MembershipFactory(**{role: True}) for role in ("leader", "regional", "manager", "orderer", "peer")]

    seen = ["Hemlig läsning" in signed_in(who).get(path).content.decode() for who in (*inside, *outside)]

    assert seen == [True, True, False, False, False, False, False]
    assert {signed_in(who).get(path).status_code for who in outside} == {403, 404}


@pytest.mark.parametrize("people", [1, 3])
def test_ones_days_cost_the_same_however_many_are_in_the_course(held, people, django_assert_num_queries):
    first = held("absent", "present")
    for _n in range(people - 1):
        held("absent", cohort=first.cohort)

    with django_assert_num_queries(4):
        progress = selectors.progress_of(participation=first, on=DUE)

    assert [day.is_missed for day in progress.days] == [True, False]


def own_page(participation: Participation) -> str:
    by = UserFactory()
    known = {"status": "admitted", "decided_at": NOON, "decided_by": by, "told_at": NOON, "told_by": by}
    application = ApplicationFactory(cohort=participation.cohort, **known)
    Participation.objects.filter(pk=participation.pk).update(application=application)
    pages.need_link(application, at=timezone.now())
    link = OneTimeLink.objects.get(purpose="training.application", subject_id=application.pk)
    return f"/min-ansokan/{onetime.token_of(link)}/"


def test_participants_say_themselves_that_it_is_done_and_sign_nothing_off(held):
    participation = held("absent")
    task = MakeUpFactory(participation=participation, day=day_of(participation))
    page, client = own_page(participation), Client()
    button = f"{page}igentagningar/{task.pk}/"
    assert (task.what in client.get(page).content.decode(), button in client.get(page).content.decode()) == (True, True)

    answers = [client.post(button, {"answer": answer}).status_code for answer in ("done", "sign-off", "withdraw")]

    task.refresh_from_db()
    assert (answers, task.status, task.done_by) == ([302, 404, 404], "done", None)
    client.post(button, {"answer": "again"})
    task.refresh_from_db()
    assert (task.status, task.done_at) == ("given", None)


def test_nobody_touches_the_task_of_another(held):
    page, others = own_page(held("absent")), MakeUpFactory()

    assert Client().post(f"{page}igentagningar/{others.pk}/", {"answer": "done"}).status_code == 404


def test_the_matrix_says_what_is_made_up(held, leading, signed_in):
    participation = held("morning", "absent")
    MakeUpFactory(participation=participation, day=day_of(participation), signed_off=True)

    rows = Participation.objects.all()
    matrix = selectors.attendance_of(cohort=participation.cohort, participations=rows, on=DUE)

    assert [row.marks for row in matrix.rows] == [["made_up", "absent"]]
    page = signed_in(leading(participation.cohort)).get(f"/utbildningar/{participation.cohort_id}/")
    assert "#m-m" in page.content.decode()
