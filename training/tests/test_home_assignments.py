"""Home assignments: set, handed in, checked, asked for again; the text is nowhere."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.models import StatusChange
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.rendering import render
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.shared.refusals import Conflict, Refused
from programs.models import Cohort
from programs.tests.crowd import at_once
from programs.tests.factories import CohortFactory
from training import selectors
from training.actions import home_assignments as actions
from training.actions import pages
from training.actions.home_assignments import CohortNotHeld, NotTheirs, SomethingHandedIn
from training.letters.homework import HOMEWORK
from training.models import HandIn, HomeAssignment, Participation
from training.tests.factories import (
    ApplicationFactory,
    HandInFactory,
    HomeAssignmentFactory,
    ModuleFactory,
    ParticipationFactory,
)

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 8, 20, 10, 0, tzinfo=dt.UTC)
DUE = dt.date(2026, 8, 31)
VERBS = {
    "handed-in": actions.hand_in,
    "not": actions.not_handed_in,
    "checked": actions.check,
    "again": actions.ask_again,
    "undo": actions.look_again,
}
LEADS_TO = {  # every other step is refused
    ("set", "handed-in"): "handed_in",
    ("handed_in", "checked"): "checked",
    ("handed_in", "again"): "asked_again",
    ("handed_in", "not"): "set",
    ("checked", "undo"): "handed_in",
    ("asked_again", "undo"): "handed_in",
    ("asked_again", "handed-in"): "handed_in",
}


@pytest.fixture
def sitting() -> Participation:
    return ParticipationFactory(cohort=CohortFactory(running=True))


@pytest.fixture
def assignment(sitting) -> HomeAssignment:
    return HomeAssignmentFactory(cohort=sitting.cohort)


def set_one(cohort: Cohort, **changed) -> HomeAssignment:
    told = {"title": "Läs", "module": None, "due_on": DUE, "key": uuid4(), "by": UserFactory(), "at": NOON}
    return actions.set_one(cohort=cohort, **told | changed)


def take(verb: str, assignment: HomeAssignment, participation: Participation, by=None) -> None:
    VERBS[verb](assignment=assignment, participation=participation, by=by or UserFactory(), at=NOON)


def test_an_assignment_is_set_once_however_often_the_form_is_sent():
    cohort, leader, key = CohortFactory(running=True), UserFactory(), uuid4()
    module = ModuleFactory(programme=cohort.programme)

    rows = [set_one(cohort, by=leader, key=key, module=module) for _n in range(2)]

    assert rows[0] == rows[1]
    assert (rows[0].set_by, rows[0].due_on, rows[0].module) == (leader, DUE, module)


@pytest.mark.parametrize("state", ["cancelled", "completed"])
def test_nothing_is_set_in_a_cohort_that_is_not_held(state):
    with pytest.raises(CohortNotHeld):
        set_one(CohortFactory(**{state: True}))


def test_an_assignment_is_due_on_a_day_to_come():
    with pytest.raises(Refused) as refusal:
        set_one(CohortFactory(running=True), due_on=dt.date(2026, 8, 19))

    assert refusal.value.field == "due_on"


def test_of_two_who_change_it_at_once_the_second_is_told(assignment):
    told = {"version": 1, "title": "Skriv", "module": None, "due_on": DUE, "at": NOON}
    actions.change(assignment=assignment, **told)

    with pytest.raises(Conflict):
        actions.change(assignment=assignment, **told | {"title": "Annat"})

    assert HomeAssignment.objects.get().title == "Skriv"


def test_what_is_over_can_be_put_right_but_not_moved_to_another_day_that_is_over(assignment):
    told = {"version": 1, "title": "Skriv", "module": None, "at": NOON + dt.timedelta(days=60)}
    actions.change(assignment=assignment, due_on=DUE, **told)

    with pytest.raises(Refused):
        actions.change(assignment=assignment, due_on=DUE - dt.timedelta(days=1), **told | {"version": 2})


def test_what_nobody_has_handed_in_is_taken_away_and_the_rest_stays(sitting, assignment):
    HandInFactory(assignment=assignment, participation=sitting, handed_in=True)
    with pytest.raises(SomethingHandedIn):
        actions.take_back(assignment=assignment)

    HandIn.objects.update(status="set", handed_in_at=None)
    actions.take_back(assignment=assignment)

    assert not HomeAssignment.objects.exists()


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", ["set", "handed_in", "checked", "asked_again"])
def test_each_step_leads_where_the_table_says_and_no_other_is_taken(sitting, assignment, state, verb):
    trait = {} if state == "set" else {state: True}
    row = HandInFactory(assignment=assignment, participation=sitting, **trait)
    became = LEADS_TO.get((state, verb))

    if became is None:
        with pytest.raises(WrongStatus):
            take(verb, assignment, sitting)
    else:
        take(verb, assignment, sitting)

    row.refresh_from_db()
    assert row.status == (became or state)
    assert StatusChange.objects.filter(subject=f"training.handin:{row.pk}").count() == (became is not None)


@pytest.mark.parametrize("verb", ["not", "checked", "again", "undo"])
def test_a_step_that_is_refused_leaves_no_row(sitting, assignment, verb):
    with pytest.raises(WrongStatus):
        take(verb, assignment, sitting)

    assert not HandIn.objects.exists()


def test_the_day_and_who_said_so_are_kept_and_no_text(sitting, assignment):
    actions.hand_in(assignment=assignment, participation=sitting, by=None, at=NOON)
    leader = UserFactory()
    actions.check(assignment=assignment, participation=sitting, by=leader, at=NOON)

    row = HandIn.objects.get()
    assert (row.handed_in_at, row.handed_in_by, row.looked_at, row.looked_by) == (NOON, None, NOON, leader)
    texts = {
        field.name for field in HandIn._meta.local_fields if isinstance(field, models.CharField | models.TextField)
    }
    assert texts == {"status"}


@pytest.mark.parametrize("who", ["stranger", "left"])
def test_whoever_is_not_in_the_course_hands_nothing_in(assignment, who):
    of = {"stranger": {}, "left": {"cohort": assignment.cohort, "dropped_out": True}}

    with pytest.raises(NotTheirs):
        take("handed-in", assignment, ParticipationFactory(**of[who]))


def test_what_is_taken_away_meanwhile_is_not_handed_in(sitting, assignment):
    actions.take_back(assignment=HomeAssignment.objects.get())

    with pytest.raises(NotTheirs):
        take("handed-in", assignment, sitting)


@pytest.mark.django_db(transaction=True)
def test_of_those_who_check_at_once_one_does():
    row, users = HandInFactory(handed_in=True), UserFactory.create_batch(4)
    about = {"assignment": row.assignment, "participation": row.participation}

    results = at_once(lambda n: actions.check(**about, by=users[n], at=NOON), list(range(4)))

    assert sorted(type(one).__name__ for one in results) == ["NoneType", *[WrongStatus.__name__] * 3]


@pytest.mark.django_db(transaction=True)
def test_handed_in_twice_at_once_is_handed_in():
    assignment = HomeAssignmentFactory()
    sitting = ParticipationFactory(cohort=assignment.cohort)

    results = at_once(
        lambda _n: actions.hand_in(assignment=assignment, participation=sitting, by=None, at=NOON), list(range(4))
    )

    assert sorted(type(one).__name__ for one in results) == ["NoneType", *[WrongStatus.__name__] * 3]
    assert HandIn.objects.get().status == "handed_in"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("hand_in_status_known", {"status": "lost", "handed_in_at": NOON}),
        ("hand_in_when", {"status": "handed_in"}),
        ("hand_in_when", {"handed_in_at": NOON}),
        ("hand_in_looked_at_when_and_by_whom", {"looked_at": NOON}),
        ("hand_in_looked_at_when_and_by_whom", {"status": "checked", "handed_in_at": NOON}),
    ],
)
def test_a_hand_in_that_makes_no_sense_is_refused(name, fields):
    row = HandInFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        HandIn.objects.filter(pk=row.pk).update(**fields)


def test_there_is_one_hand_in_of_each():
    row = HandInFactory()

    with pytest.raises(IntegrityError, match="one_hand_in_per_person"):
        HandInFactory(assignment=row.assignment, participation=row.participation)


# Pages


def test_a_leader_sets_one_and_notes_what_comes_with_one_tap_each(sitting, leading, signed_in):
    client, path = signed_in(leading(sitting.cohort)), f"/utbildningar/{sitting.cohort_id}/hemuppgifter/"
    due_on = timezone.localdate() + dt.timedelta(days=7)

    client.post(f"{path}ny/", {"key": uuid4(), "title": "Skriv en berättelse", "module": "", "due_on": due_on})
    row = HomeAssignment.objects.get()
    one = f"{path}{row.pk}/"
    seen = []
    for answer in ("handed-in", "again", "undo", "checked", "undo", "not"):
        assert client.post(f"{one}deltaganden/{sitting.pk}/", {"answer": answer}).headers["Location"] == one
        assert client.get(one).status_code == 200
        seen.append(HandIn.objects.get().status)

    assert "Skriv en berättelse" in client.get(path).content.decode()
    assert seen == ["handed_in", "asked_again", "handed_in", "checked", "handed_in", "set"]
    assert client.post(f"{one}deltaganden/{sitting.pk}/", {"answer": "magic"}).status_code == 404
    client.post(f"{one}ta-bort/")
    assert not HomeAssignment.objects.exists()


def test_nobody_else_sees_or_sets_any(sitting, assignment, signed_in):
    path = f"/utbildningar/{sitting.cohort_id}/hemuppgifter/"
    outside = [MembershipFactory(**{role: True}) for role in ("leader", "regional", "manager", "orderer", "peer")]

    for page in (path, f"{path}ny/", f"{path}{assignment.pk}/", f"{path}{assignment.pk}/andra/"):
        assert {signed_in(who).get(page).status_code for who in outside} <= {403, 404}


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_however_long_they_are(count, django_assert_num_queries):
    cohort = CohortFactory(running=True)
    people = ParticipationFactory.create_batch(count, cohort=cohort)
    tasks = HomeAssignmentFactory.create_batch(count, cohort=cohort)
    for person in people:
        for task in tasks:
            HandInFactory(assignment=task, participation=person, handed_in=True)

    with django_assert_num_queries(6):
        listed = selectors.assignments_of(cohort=cohort)
        rows = selectors.hand_ins_of(assignment=tasks[0], participations=Participation.objects.all(), on=DUE)
        own = selectors.assignments_for(participations=people[:1], on=DUE)[people[0].pk]

    assert [(row.people, row.given, row.to_check) for row in listed] == [(count, count, count)] * count
    assert (len(rows), len(own)) == (count, count)


def test_who_left_is_not_counted(sitting, assignment):
    gone = ParticipationFactory(cohort=sitting.cohort, dropped_out=True)
    HandInFactory(assignment=assignment, participation=gone, handed_in=True)

    assert [(row.people, row.given) for row in selectors.assignments_of(cohort=sitting.cohort)] == [(1, 0)]


def own_page(participation: Participation) -> str:
    by = UserFactory()
    known = {"status": "admitted", "decided_at": NOON, "decided_by": by, "told_at": NOON, "told_by": by}
    application = ApplicationFactory(cohort=participation.cohort, **known)
    Participation.objects.filter(pk=participation.pk).update(application=application)
    pages.need_link(application, at=timezone.now())
    link = OneTimeLink.objects.get(purpose="training.application", subject_id=application.pk)
    return f"/min-ansokan/{onetime.token_of(link)}/"


def test_participants_hand_in_on_their_own_page_and_check_nothing(sitting, assignment):
    page, client = own_page(sitting), Client()
    button = f"{page}hemuppgifter/{assignment.pk}/"
    shown = assignment.title in client.get(page).content.decode()

    answers = [client.post(button, {"answer": answer}).status_code for answer in ("handed-in", "checked", "again")]

    assert (shown, answers, HandIn.objects.get().status) == (True, [302, 404, 404], "handed_in")
    client.post(button, {"answer": "not"})
    assert HandIn.objects.get().status == "set"


def test_nobody_hands_in_what_is_another_courses(sitting):
    others = HomeAssignmentFactory()

    assert Client().post(f"{own_page(sitting)}hemuppgifter/{others.pk}/", {"answer": "handed-in"}).status_code == 404


# The letter


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def write(on: dt.date) -> int:
    post_many(HOMEWORK, on=on, at=dt.datetime.combine(on, dt.time(7), tzinfo=dt.UTC))
    return Letter.objects.count()


def test_who_has_something_due_is_reminded_once_three_days_before(assignment, sitting):
    type(sitting.person).objects.update(email="kim@example.org")

    assert [write(DUE - days(number)) for number in (4, 3, 2, 0)] == [0, 1, 1, 1]
    HomeAssignment.objects.update(due_on=DUE + days(7))
    assert write(DUE + days(5)) == 2


@pytest.mark.parametrize(("state", "letters"), [("handed_in", 0), ("checked", 0), ("asked_again", 1)])
def test_who_has_handed_it_in_is_not_reminded_unless_it_was_asked_for_again(assignment, sitting, state, letters):
    type(sitting.person).objects.update(email="kim@example.org")
    HandInFactory(assignment=assignment, participation=sitting, **{state: True})

    assert write(DUE) == letters
    assert HOMEWORK.still_wanted({sitting.pk}) == ({sitting.pk} if letters else set())


def test_nobody_is_reminded_in_a_course_that_is_over(assignment, sitting):
    type(sitting.person).objects.update(email="kim@example.org")
    Cohort.objects.update(status=Cohort.Status.CANCELLED)

    assert write(DUE) == 0


def test_the_letter_says_by_when_and_nothing_of_what(assignment, sitting):
    type(sitting.person).objects.update(email="kim@example.org")
    path = own_page(sitting)
    write(DUE - days(1))

    text = render(Letter.objects.get()).source.decode()

    assert path in text.replace("=\n", "")
    assert not any(word in text for word in (assignment.title, sitting.person.family_name, sitting.cohort.name))
