"""What the demo's four groups are asked at follow-ups, and the first report of what they answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from peersupport.desk.demo.pieces import at
from peersupport.shared.calendar import Quarter
from placements import selectors
from placements.actions import reports, survey_words, surveys
from placements.models import OPEN_FOR, FollowUp, Group, Placement, Survey, Turnout

if TYPE_CHECKING:
    from peersupport.desk.demo.picture import Scene

HANDED_OUT = {Group.USERS: 16, Group.STAFF: 14}
SILENT = {Group.USERS: 4, Group.STAFF: 3}
OPINIONS = (5, 4, 2, 4, 5, 3, 4, 5, 4, 1, 5, 0)  # what they answer, one after the other; 0: don't know
YES, NO = 5, 1
WORDS = {
    1: "Vi pratar mer om återhämtning på våra möten nu.",
    5: "Det skulle behövas tid för introduktion innan, inte efter.",
    8: "Det märks att någon vet hur det är.",
}


def followed_up(scene: Scene) -> None:
    """Those who have been at work for longest were asked in a quarter that is over; who came last is asked now."""
    mine = FollowUp.objects.filter(months=1, placement__participation__cohort__programme=scene.programme)
    started = list(mine.filter(placement__status=Placement.Status.ACTIVE).order_by("due_on", "pk"))
    before = min(Quarter.of(scene.on).previous.last, scene.ago(OPEN_FOR.days + 2))
    for follow_up in started[:2]:
        for survey in surveys.open_for(follow_up=follow_up, on=before, at=at(before, 7)):
            _answer(survey)
            over = survey.closes_on + timedelta(days=1)
            surveys.close(survey=survey, on=over, at=at(over))
    for turnout in Turnout.objects.filter(dimension="all", question_set__group__in=HANDED_OUT, months=1):
        report = reports.freeze(turnout=turnout, on=scene.on)
        if report and (first := report.words.order_by("text").first()):
            survey_words.release(words=first, by=scene.cast.national, at=at(scene.on))
    for follow_up in [row for row in started if scene.ago(20) < row.due_on <= scene.on][:1]:
        for survey in surveys.open_for(follow_up=follow_up, on=follow_up.due_on, at=at(follow_up.due_on, 7)):
            if survey.group == Group.STAFF:
                surveys.hand_out(survey=survey, asked=9, on=follow_up.due_on)


def _answer(survey: Survey) -> None:
    questions = selectors.asked_in(survey)
    if survey.by_letter:
        said = {one.pk: 4 if one.kind == one.Kind.POINTS else YES for one in questions}
        surveys.answer_invited(invitation=survey.invitation, said=said, on=survey.opened_on)
        return
    surveys.hand_out(survey=survey, asked=HANDED_OUT[survey.group], on=survey.opened_on)
    for number in range(HANDED_OUT[survey.group] - SILENT[survey.group]):
        said = {}
        for place, one in enumerate(questions):
            opinion = OPINIONS[(number + 3 * place) % len(OPINIONS)]
            said[one.pk] = opinion if one.kind == one.Kind.POINTS else (YES if opinion > NO + 1 else NO)
        surveys.answer(survey=survey, said=said, on=survey.opened_on, words=WORDS.get(number, ""))
