"""Surveys: opened when a follow-up comes due, answered without a name, counted, closed."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from peersupport.directory.actions import special
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.jobs.models import IdempotencyKey
from peersupport.links.models import OneTimeLink
from peersupport.shared.refusals import Refused
from peersupport.tests.rows import all_rows
from placements import selectors
from placements.actions import followups, surveys
from placements.actions.surveys import AnsweredBefore, Closed, Full
from placements.models import (
    BY_LETTER,
    Dimension,
    FollowUp,
    Group,
    Placement,
    QuestionSet,
    Survey,
    SurveyInvitation,
    Tally,
    Turnout,
)
from placements.tasks import follow_surveys
from placements.tests.conftest import Cast
from placements.tests.factories import FollowUpFactory, SurveyFactory, SurveyInvitationFactory, WorkplaceFactory

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 6, 2)  # three months after the start
AT = dt.datetime(2026, 6, 2, 8, 0, tzinfo=dt.UTC)


def after(placement: Placement, months: int) -> FollowUp:
    return FollowUp.objects.get(placement=placement, months=months)


def opened(cast: Cast, **person) -> dict[str, Survey]:
    """By group, what is asked three months after somebody's start."""
    placement = cast.start(participation=cast.certified(**{"email": "kim@example.org"} | person))
    asked = surveys.open_for(follow_up=after(placement, 3), on=ON, at=AT)
    return {one.group: one for one in asked}


def all_of(survey: Survey, value: int) -> dict[int, int]:
    return {one.pk: value for one in selectors.asked_in(survey)}


def counts(survey: Survey, dimension: str = Dimension.ALL) -> dict[str, int]:
    """How often each answer stands in one part, over all questions."""
    rows = selectors.tallies_of(survey).filter(dimension=dimension)
    columns = (*Tally.POINTS, "unsure")
    sums = [sum(given) for given in zip(*rows.values_list(*columns), strict=True)]
    return {name: n for name, n in zip(columns, sums, strict=True) if n}


def test_a_follow_up_asks_four_groups_once(cast):
    found = opened(cast)

    assert set(found) == set(Group)
    follow_up = found[Group.PEERS].follow_up
    assert surveys.open_for(follow_up=follow_up, on=ON, at=AT) == []
    assert {group: one.asked for group, one in found.items()} == {group: int(group in BY_LETTER) for group in Group}
    assert set(SurveyInvitation.objects.values_list("survey__group", flat=True)) == set(BY_LETTER)


def test_whom_no_letter_reaches_isnt_asked(cast):
    cast.workplace.manager, cast.workplace.manager_email = None, ""
    cast.workplace.save()

    assert set(opened(cast, email="")) == {Group.USERS, Group.STAFF}


def test_somebody_who_is_handled_specially_isnt_asked(cast):
    peer = MembershipFactory(peer=True, organisation=cast.host)
    placement = cast.start(participation=cast.certified(user=peer.user))
    special.give_alias(placement.person, by=cast.clerk, at=AT)

    asked = surveys.open_for(follow_up=after(placement, 3), on=ON, at=AT)

    assert Group.PEERS not in {one.group for one in asked}


def test_two_half_time_placements_are_asked_about_once_of_the_person_and_twice_of_the_workplaces(cast):
    sitting = cast.certified(email="kim@example.org")
    unit = WorkplaceFactory(
        ready=True,
        programme=cast.programme,
        host=cast.host,
        manager_email="inga@example.org",
        owner=cast.workplace.owner,
    )
    halves = [
        cast.start(participation=sitting, percent=50),
        cast.start(participation=sitting, percent=50, workplace=unit),
    ]

    asked = [surveys.open_for(follow_up=after(one, 3), on=ON, at=AT) for one in halves]

    assert [{one.group for one in these} for these in asked] == [set(Group), set(Group) - {Group.PEERS}]


def test_nobody_is_asked_after_the_end_nor_without_questions(cast):
    placement = cast.start()
    QuestionSet.objects.exclude(group=Group.STAFF).update(status="retired")
    Placement.objects.filter(pk=placement.pk).update(status="ended", ends_on=ON, end_reason="other")
    assert surveys.open_for(follow_up=after(placement, 3), on=ON, at=AT) == []

    Placement.objects.filter(pk=placement.pk).update(status="active", ends_on=None, end_reason="")
    assert [one.group for one in surveys.open_for(follow_up=after(placement, 3), on=ON, at=AT)] == [Group.STAFF]


def test_answers_are_counted_under_each_part_and_kept_nowhere_else(cast):
    staff = opened(cast)[Group.STAFF]
    surveys.hand_out(survey=staff, asked=3, on=ON)
    before = all_rows()

    surveys.answer(survey=staff, said=all_of(staff, 4), on=ON)
    surveys.answer(survey=staff, said=all_of(staff, 0), on=ON)

    assert {one: counts(staff, one) for one in Dimension} == {one: {"four": 7, "unsure": 7} for one in Dimension}
    assert set(Turnout.objects.filter(question_set=staff.question_set).values_list("asked", "answered")) == {(3, 2)}
    changed = {table for table, rows in all_rows().items() if rows != before[table]}
    assert changed == {"placements_tally", "placements_turnout", "placements_survey"}
    assert not IdempotencyKey.objects.filter(purpose__contains="survey").exists()


def test_as_many_answer_as_were_given_the_link(cast):
    staff = opened(cast)[Group.STAFF]
    surveys.hand_out(survey=staff, asked=1, on=ON)
    surveys.answer(survey=staff, said=all_of(staff, 4), on=ON)

    with pytest.raises(Full):
        surveys.answer(survey=staff, said=all_of(staff, 4), on=ON)
    surveys.hand_out(survey=staff, asked=2, on=ON)
    surveys.answer(survey=staff, said=all_of(staff, 5), on=ON)
    with pytest.raises(Refused) as refusal:
        surveys.hand_out(survey=staff, asked=1, on=ON)

    assert (refusal.value.field, counts(staff)) == ("asked", {"four": 7, "five": 7})


def test_handing_out_again_keeps_the_link(cast):
    staff = opened(cast)[Group.STAFF]
    surveys.hand_out(survey=staff, asked=3, on=ON)
    code = staff.code
    surveys.hand_out(survey=staff, asked=8, on=ON)

    assert (staff.code, len(code)) == (code, 10)
    assert set(selectors.turnouts_of(staff).values_list("asked", flat=True)) == {8}
    assert list(Survey.objects.behind(code, ON)) == [staff]
    assert not Survey.objects.behind("", ON).exists()


def test_what_goes_by_letter_isnt_handed_out(cast):
    managers = opened(cast)[Group.MANAGERS]

    with pytest.raises(Refused):
        surveys.hand_out(survey=managers, asked=3, on=ON)

    assert Survey.objects.get(pk=managers.pk).code == ""


def test_whoever_was_asked_by_letter_answers_once(cast):
    peers = opened(cast)[Group.PEERS]

    surveys.answer_invited(invitation=peers.invitation, said=all_of(peers, 2), on=ON)
    with pytest.raises(AnsweredBefore):
        surveys.answer_invited(invitation=peers.invitation, said=all_of(peers, 5), on=ON)

    assert counts(peers) == {"two": 7}
    assert OneTimeLink.objects.get(purpose=surveys.MINE, subject_id=peers.invitation.pk).used_at is None


@pytest.mark.parametrize("lacking", [{}, "one", "foreign"])
def test_each_question_is_answered_and_no_other(cast, lacking):
    peers = opened(cast)[Group.PEERS]
    said = all_of(peers, 3)
    if lacking == "one":
        said.pop(next(iter(said)))
    elif lacking == "foreign":
        said |= {0: 3}
    else:
        said = {}

    with pytest.raises(Refused), transaction.atomic():
        surveys.answer_invited(invitation=peers.invitation, said=said, on=ON)

    assert counts(peers) == {}
    assert not SurveyInvitation.objects.filter(has_answered=True).exists()


def test_closing_forgets_who_answered_and_takes_back_the_links(cast):
    found = opened(cast)
    surveys.hand_out(survey=found[Group.STAFF], asked=3, on=ON)
    surveys.answer_invited(invitation=found[Group.PEERS].invitation, said=all_of(found[Group.PEERS], 2), on=ON)
    over = ON + dt.timedelta(days=29)

    for one in found.values():
        for _again in range(2):
            surveys.close(survey=one, on=over, at=AT)

    assert not SurveyInvitation.objects.exists()
    assert set(Survey.objects.values_list("closed_on", "code")) == {(over, "")}
    assert not OneTimeLink.objects.filter(purpose=surveys.MINE, revoked_at=None).exists()
    assert counts(found[Group.PEERS]) == {"two": 7}


def test_nobody_answers_after_the_last_day(cast):
    peers = opened(cast)[Group.PEERS]
    late = peers.closes_on + dt.timedelta(days=1)

    with pytest.raises(Closed):
        surveys.answer_invited(invitation=peers.invitation, said=all_of(peers, 2), on=late)
    with pytest.raises(Closed):
        surveys.hand_out(survey=SurveyFactory(group=Group.USERS, asked=0), asked=2, on=late)


def test_after_a_year_there_is_a_follow_up_each_year(cast):
    placement = cast.start()
    last = after(placement, 12)

    followups.plan_next_year(last=last)
    assert followups.plan_next_year(last=last) is None

    assert after(placement, 24).due_on == dt.date(2028, 3, 2)
    assert list(selectors.without_a_next_year(last.due_on)) == []
    assert list(selectors.without_a_next_year(dt.date(2028, 2, 28))) == [after(placement, 24)]


def test_a_clock_that_was_moved_goes_on_from_there(cast):
    placement = cast.start()
    FollowUp.objects.filter(placement=placement, months=12).update(due_on=dt.date(2027, 5, 2))

    followups.plan_next_year(last=after(placement, 12))

    assert after(placement, 24).due_on == dt.date(2028, 5, 2)


def test_beat_asks_where_a_follow_up_has_come_due_and_closes_what_is_over():
    today = timezone.localdate()
    due, early, late, ended = (
        FollowUpFactory(due_on=today + dt.timedelta(days=days), placement__workplace__manager_email="inga@example.org")
        for days in (0, 1, -8, 0)
    )
    Placement.objects.filter(pk=ended.placement_id).update(status="ended", ends_on=today, end_reason="other")
    over = SurveyInvitationFactory(survey__closes_on=today - dt.timedelta(days=1)).survey

    for _again in range(2):
        follow_surveys()

    assert set(Survey.objects.exclude(pk=over.pk).values_list("follow_up", flat=True)) == {due.pk}
    assert Survey.objects.get(pk=over.pk).closed_on == today
    assert not {early.pk, late.pk} & set(Survey.objects.values_list("follow_up", flat=True))


@pytest.mark.parametrize(
    "fault",
    [
        {"group": "nobody"},
        {"closes_on": dt.date(2026, 4, 1)},
        {"closed_on": dt.date(2026, 4, 30)},
        {"answered": 2},
        {"code": "abc"},
    ],
)
def test_the_database_holds_what_a_survey_is(fault):
    row = SurveyFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.filter(pk=row.pk).update(**fault)


def test_the_database_counts_each_thing_once(cast):
    peers = opened(cast)[Group.PEERS]
    tally, turnout = selectors.tallies_of(peers).first(), selectors.turnouts_of(peers).first()

    for row in (tally, turnout, peers):
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        selectors.turnouts_of(peers).update(answered=2)
    first, second = SurveyFactory(handed_out=True), SurveyFactory(handed_out=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.filter(pk=second.pk).update(code=first.code)


def test_whoever_sees_the_follow_up_sees_that_it_asks(cast):
    own = opened(cast)[Group.STAFF]
    SurveyFactory()

    assert list(Survey.objects.visible_to(cast.manager).filter(group=Group.STAFF)) == [own]
    assert list(Survey.objects.visible_to(MembershipFactory(orderer=True))) == []
    assert [one.group for one in selectors.surveys_of(own.follow_up, cast.manager)] == list(Group)
