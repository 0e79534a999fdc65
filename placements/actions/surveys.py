"""Ask four groups when a placement is followed up, count what they answer, and close. Nothing notes who said what."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import F
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from peersupport.links import onetime
from peersupport.shared import codes
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.models import (
    BY_LETTER,
    OPEN_FOR,
    FollowUp,
    Group,
    Placement,
    QuestionSet,
    Survey,
    SurveyInvitation,
    SurveyQuestion,
    SurveyWords,
    Tally,
    Turnout,
)

MINE = "placements.my_survey"  # the purpose of links that are somebody's own
CODE_LENGTH = 10
_ONE = 1


class Closed(Refused):
    """The last day to answer is over."""


class Full(Refused):
    """As many have answered as were given the link: whoever sends more answers than one is stopped by that."""


class AnsweredBefore(Refused):
    """One answers once; what was answered can't be found again to be changed."""


@transaction.atomic
def open_for(*, follow_up: FollowUp, on: date, at: datetime) -> list[Survey]:
    """Ask each group that there are questions for, unless it is asked already. Done twice, done once.

    A manager or a peer supporter whom no letter reaches isn't asked, nor one asked the same of another placement.
    """
    row = (
        FollowUp.objects.locked()
        .select_related("placement__workplace__municipality", "placement__person")
        .get(pk=follow_up.pk)
    )
    if row.placement.status != Placement.Status.ACTIVE:
        return []
    asked = set(Survey.objects.filter(follow_up=row).values_list("group", flat=True))
    sets = QuestionSet.objects.in_use(on).exclude(group__in=asked).order_by("pk")
    return [_open(row, one, on=on, at=at) for one in sets if _somebody(row, one.group)]


@transaction.atomic
def hand_out(*, survey: Survey, asked: int, on: date) -> None:
    """Note to how many the link is given, and make it. Noted anew, it is that many. Raises Closed, Refused."""
    row = _held(survey, on=on)
    if row.by_letter:
        raise Refused(_("This survey goes by letter to the one person it is for."))
    if asked < row.answered:
        raise Refused(_("More than that have answered already."), field="asked")
    _count_asked(row, asked - row.asked)
    row.asked = survey.asked = asked
    row.code = survey.code = row.code or codes.code(CODE_LENGTH)
    row.save(update_fields=["asked", "code"])


@transaction.atomic
def answer(*, survey: Survey, said: Mapping[int, int], on: date, words: str = "") -> None:
    """Count what somebody answers: a value for the id of each question. Keep their words, if they add any.

    Without a form's token, a history or a time, all of which would lead from an answer to whoever gave it.
    Raises Closed, Full, Refused.
    """
    row = _held(survey, on=on)
    if row.answered >= row.asked:
        raise Full(_("As many have answered as were given the link. Ask whoever gave it to you."))
    _count(row, said)
    _keep(row, words)


@transaction.atomic
def answer_invited(*, invitation: SurveyInvitation, said: Mapping[int, int], on: date, words: str = "") -> None:
    """The same for somebody who was asked by letter, once. Raises Closed, AnsweredBefore."""
    row = _held(invitation.survey, on=on)
    if not SurveyInvitation.objects.filter(pk=invitation.pk, has_answered=False).update(has_answered=True):
        raise AnsweredBefore(_("You have answered already. Thank you."))
    _count(row, said)
    _keep(row, words)


@transaction.atomic
def close(*, survey: Survey, on: date, at: datetime) -> None:
    """Nobody answers any more, and who did is forgotten. Done twice, done once."""
    row = Survey.objects.locked().get(pk=survey.pk)
    if row.closed_on is None:
        row.closed_on, row.code = on, ""
        row.save(update_fields=["closed_on", "code"])
        for invitation in SurveyInvitation.objects.filter(survey=row):
            onetime.take_back(purpose=MINE, subject_id=invitation.pk, at=at)
            invitation.delete()


def _somebody(follow_up: FollowUp, group: str) -> bool:
    """Whether there is anybody to ask, and nobody is asked twice: two half-time placements are one person's."""
    placement = follow_up.placement
    if group == Group.MANAGERS:
        return bool(placement.workplace.manager_id or placement.workplace.manager_email)
    if group == Group.PEERS:
        same = Survey.objects.filter(group=group, closed_on=None, follow_up__months=follow_up.months)
        asked_elsewhere = same.filter(follow_up__placement__person=placement.person_id).exists()
        return not asked_elsewhere and bool(placement.person.user_id or placement.person.email)
    return True


def _open(follow_up: FollowUp, asks: QuestionSet, *, on: date, at: datetime) -> Survey:
    placement, group = follow_up.placement, asks.group
    survey = Survey.objects.create(
        follow_up=follow_up,
        group=group,
        question_set=asks,
        opened_on=on,
        closes_on=on + OPEN_FOR,
        asked=_ONE if group in BY_LETTER else 0,
        programme_id=placement.workplace.programme_id,
        county_id=placement.workplace.municipality.county_id,
        kind=placement.workplace.kind,
    )
    _make_room(survey)
    if survey.by_letter:
        _count_asked(survey, _ONE)
        invited = SurveyInvitation.objects.create(survey=survey)
        onetime.issue(purpose=MINE, subject_id=invited.pk, at=at, expires_at=_end_of(survey.closes_on))
    return survey


def _where(survey: Survey) -> list[dict]:
    """Where its answers are counted."""
    when = {"months": survey.follow_up.months, "quarter": survey.quarter}
    return [{"dimension": dimension, "value": value, **when} for dimension, value in survey.parts]


def _make_room(survey: Survey) -> None:
    """A row of noughts for each count, so that whoever answers adds to rows that are there."""
    questions = list(survey.question_set.questions.order_by("pk"))
    turnouts = [Turnout(question_set=survey.question_set, **where) for where in _where(survey)]
    tallies = [Tally(question=one, **where) for one in questions for where in _where(survey)]
    Turnout.objects.bulk_create(turnouts, ignore_conflicts=True)
    Tally.objects.bulk_create(tallies, ignore_conflicts=True)


def _held(survey: Survey, *, on: date) -> Survey:
    row = Survey.objects.locked().select_related("follow_up").get(pk=survey.pk)
    if row.closed_on or on > row.closes_on:
        raise Closed(_("This survey is closed."))
    return row


def _turnouts(survey: Survey):
    """Its rows, held in one order: two who answer at once wait for each other, and never both."""
    ids = selectors.turnouts_of(survey).order_by("pk").locked().values_list("pk", flat=True)
    return Turnout.objects.filter(pk__in=list(ids))


def _count_asked(survey: Survey, more: int) -> None:
    _turnouts(survey).update(asked=F("asked") + more)


def _count(survey: Survey, said: Mapping[int, int]) -> None:
    """The turnouts are held first: with them all that is counted in the same places."""
    if set(said) != set(
        SurveyQuestion.objects.filter(question_set=survey.question_set_id).values_list("pk", flat=True)
    ):
        raise Refused(_("Answer each question. “Don't know” is an answer too."))
    survey.answered += 1
    survey.save(update_fields=["answered"])
    _turnouts(survey).update(answered=F("answered") + 1)
    for value in Tally.Answer:
        column = Tally.column(value)
        those = [pk for pk, answered in said.items() if answered == value]
        if those:
            selectors.tallies_of(survey).filter(question__in=those).update(**{column: F(column) + 1})


def _keep(survey: Survey, words: str) -> None:
    """With the edition, the time after the start and the quarter, and nothing that leads to the survey."""
    if words:
        when = {"months": survey.follow_up.months, "quarter": survey.quarter}
        SurveyWords.objects.create(question_set_id=survey.question_set_id, text=words, **when)


def _end_of(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.max))
