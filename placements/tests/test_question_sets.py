"""What surveys ask: shipped, written anew as the next edition, licensed, published, frozen."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Conflict, Refused
from placements import selectors
from placements.actions import question_sets
from placements.actions.question_sets import Frozen, NoLicence
from placements.models import Group, QuestionSet, SurveyQuestion
from placements.tests.conftest import AT, ON
from placements.tests.factories import QuestionSetFactory, SurveyQuestionFactory

pytestmark = pytest.mark.django_db
OWN = {
    "name": "Egna frågor",
    "rights_holder": "NSPH",
    "licence": "own",
    "permission_reference": "",
    "permission_valid_until": None,
    "items_locked": False,
    "may_be_exported": True,
}


@pytest.fixture
def shipped() -> QuestionSet:
    return QuestionSet.objects.get(group=Group.PEERS, status=QuestionSet.Status.PUBLISHED)


def next_edition(of: QuestionSet) -> QuestionSet:
    return question_sets.copy(question_set=of, by=UserFactory(), at=AT)


def test_each_group_has_its_own_questions_in_both_languages():
    assert {row.group: row.questions.count() for row in QuestionSet.objects.in_use(ON)} == {
        Group.USERS: 6,
        Group.STAFF: 7,
        Group.MANAGERS: 5,
        Group.PEERS: 7,
    }
    assert not SurveyQuestion.objects.filter(text_en="").exists()
    assert set(QuestionSet.objects.values_list("licence", flat=True)) == {QuestionSet.Licence.OWN}


def test_the_next_edition_is_a_copy_and_there_is_one_at_a_time(shipped):
    draft = next_edition(shipped)

    assert (draft.edition, draft.status, draft.licence) == (2, QuestionSet.Status.DRAFT, shipped.licence)
    assert next_edition(shipped) == draft
    told = [list(one.questions.in_order().values_list("wording", "text", "kind")) for one in (shipped, draft)]
    assert told[0] == told[1]


def test_publishing_replaces_the_edition_before(shipped):
    draft = next_edition(shipped)

    question_sets.publish(question_set=draft, by=UserFactory(), at=AT)

    assert list(QuestionSet.objects.in_use(ON).filter(group=Group.PEERS)) == [draft]
    shipped.refresh_from_db()
    assert (shipped.status, draft.published_on) == (QuestionSet.Status.RETIRED, ON)


@pytest.mark.parametrize("lacks", [{"licence": "unknown"}, {"rights_holder": ""}])
def test_nothing_is_published_before_its_licence_is_known(lacks, shipped):
    draft = QuestionSetFactory(group=Group.PEERS, **lacks)
    SurveyQuestionFactory(question_set=draft)

    with pytest.raises(NoLicence):
        question_sets.publish(question_set=draft, by=UserFactory(), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionSet.objects.filter(pk=draft.pk).update(status="retired", published_on=ON)

    assert list(QuestionSet.objects.in_use(ON).filter(group=Group.PEERS)) == [shipped]


def test_nothing_is_published_once_the_permission_has_run_out_nor_without_questions():
    by = {"licence": "permission", "permission_reference": "Dnr 7"}
    late = QuestionSetFactory(group=Group.STAFF, permission_valid_until=ON - dt.timedelta(days=1), **by)
    SurveyQuestionFactory(question_set=late)
    empty = QuestionSetFactory(group=Group.USERS)

    for draft, refusal in ((late, NoLicence), (empty, Refused)):
        with pytest.raises(refusal):
            question_sets.publish(question_set=draft, by=UserFactory(), at=AT)


def test_a_permission_that_runs_out_asks_nobody_any_more(shipped):
    QuestionSet.objects.filter(pk=shipped.pk).update(permission_valid_until=ON)

    assert QuestionSet.objects.in_use(ON).filter(pk=shipped.pk).exists()
    assert not QuestionSet.objects.in_use(ON + dt.timedelta(days=1)).filter(pk=shipped.pk).exists()


def test_what_is_published_stays_as_it_is(shipped):
    question = shipped.questions.in_order().first()
    told = {"kind": "points", "text": "Annat", "text_en": "", "position": 1}

    for attempt in (
        lambda: question_sets.note_licence(question_set=shipped, version=1, **OWN),
        lambda: question_sets.add_question(question_set=shipped, **told),
        lambda: question_sets.change_question(question=question, version=1, **told),
        lambda: question_sets.remove_question(question=question),
        lambda: question_sets.publish(question_set=shipped, by=UserFactory(), at=AT),
    ):
        with pytest.raises(Frozen):
            attempt()

    assert SurveyQuestion.objects.get(pk=question.pk).text == question.text


def test_in_other_words_it_is_another_question_and_moved_it_is_the_same(shipped):
    draft = next_edition(shipped)
    moved, reworded = draft.questions.in_order()[:2]
    same = {"kind": moved.kind, "text": moved.text, "text_en": moved.text_en}

    question_sets.change_question(question=moved, version=1, position=9, **same)
    question_sets.change_question(question=reworded, version=2, kind="points", text="Annat", text_en="", position=2)

    before = set(shipped.questions.values_list("wording", flat=True))
    assert SurveyQuestion.objects.get(pk=moved.pk).wording in before
    assert SurveyQuestion.objects.get(pk=reworded.pk).wording not in before


def test_words_that_are_somebody_elses_are_neither_added_to_nor_changed():
    draft = QuestionSetFactory(group=Group.PEERS, items_locked=True)
    question = SurveyQuestionFactory(question_set=draft)
    told = {"kind": "points", "text": "Annat", "text_en": "", "position": 1}

    for attempt in (
        lambda: question_sets.add_question(question_set=draft, **told),
        lambda: question_sets.change_question(question=question, version=1, **told),
        lambda: question_sets.remove_question(question=question),
    ):
        with pytest.raises(Frozen):
            attempt()

    question_sets.change_question(question=question, version=1, **told | {"text": question.text, "position": 4})
    assert SurveyQuestion.objects.get(pk=question.pk).position == 4


def test_a_permission_says_where_it_stands_and_two_who_write_see_each_other():
    draft = QuestionSetFactory(group=Group.PEERS)
    by = {"licence": "permission"}

    with pytest.raises(Refused) as refusal:
        question_sets.note_licence(question_set=draft, version=1, **OWN | by)
    question_sets.note_licence(question_set=draft, version=1, **OWN | by | {"permission_reference": "Dnr 7"})
    with pytest.raises(Conflict):
        question_sets.note_licence(question_set=draft, version=1, **OWN)

    draft.refresh_from_db()
    assert (refusal.value.field, draft.licence, draft.version) == ("permission_reference", "permission", 2)


def test_a_question_stands_once_in_a_set():
    draft = QuestionSetFactory(group=Group.PEERS)
    other = SurveyQuestionFactory(question_set=draft)
    told = {"kind": "points", "text": other.text, "text_en": "", "position": 1}

    with pytest.raises(Refused) as refusal:
        question_sets.add_question(question_set=draft, **told)

    assert (refusal.value.field, draft.questions.count()) == ("text", 1)


@pytest.mark.parametrize(
    "fault",
    [
        {"group": "nobody"},
        {"licence": "mine"},
        {"status": "lost"},
        {"licence": "permission"},
        {"published_on": ON},
    ],
)
def test_the_database_holds_what_a_set_is(fault):
    draft = QuestionSetFactory(group=Group.PEERS)

    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionSet.objects.filter(pk=draft.pk).update(**fault)


def test_there_is_one_draft_of_each_group_and_one_in_use(shipped):
    QuestionSetFactory(group=Group.PEERS)

    for twice in ({"status": "draft"}, {"status": "published", "published_on": ON}, {"edition": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            QuestionSetFactory(group=Group.PEERS, **twice)


def test_the_nation_writes_publishes_and_takes_away(client: Client, shipped):
    client.force_login(MembershipFactory(national=True).user)

    drafted = client.post(f"/enkatfragor/{shipped.pk}/ny-utgava/")
    draft = QuestionSet.objects.get(group=Group.PEERS, status="draft")
    question = draft.questions.in_order().first()
    client.post(f"/enkatfragor/{draft.pk}/fragor/{question.pk}/ta-bort/")
    client.post(f"/enkatfragor/{draft.pk}/publicera/")

    assert drafted.url == f"/enkatfragor/{draft.pk}/"
    draft.refresh_from_db()
    assert (draft.status, draft.questions.count()) == ("published", 6)


def test_a_refusal_to_publish_is_said_on_the_page(client: Client):
    client.force_login(MembershipFactory(national=True).user)
    draft = QuestionSetFactory(group=Group.PEERS, licence="unknown")

    page = client.post(f"/enkatfragor/{draft.pk}/publicera/", follow=True)

    assert "vems orden är" in page.content.decode()


@pytest.mark.parametrize("drafts", [1, 4])
def test_the_list_asks_once_for_all_groups(drafts, django_assert_num_queries):
    for group in list(Group)[:drafts]:
        QuestionSetFactory(group=group)

    with django_assert_num_queries(1):
        rows = selectors.question_sets_by_group()

    assert [row.draft is not None for row in rows] == [True] * drafts + [False] * (4 - drafts)
    assert [row.in_use.how_many for row in rows] == [6, 7, 5, 7]
