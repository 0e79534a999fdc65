"""Three months on: all four groups answer at twelve workplaces, and the report shows what it may and hides the rest."""

import datetime as dt

import pytest
from django.test import Client

from peersupport.directory.tests.factories import CountyFactory, MembershipFactory, MunicipalityFactory
from placements import selectors
from placements.actions import reports, surveys
from placements.models import Group, ReportAnswer, Survey, SurveyInvitation, Tally, Turnout
from placements.tests.factories import FollowUpFactory

pytestmark = pytest.mark.django_db
DUE, OVER, AFTER = dt.date(2026, 5, 4), dt.date(2026, 6, 2), dt.date(2026, 7, 3)
AT = dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)
IN_ROOM = 3  # staff at each: too few for figures of their own


def twelve_workplaces() -> list[Survey]:
    """Ten in Örebro, two in Västmanland; each with a manager and a peer supporter whom a letter reaches."""
    towns = [
        MunicipalityFactory(code=f"{code}80", county=CountyFactory(code=code, name=name))
        for code, name in (("18", "Örebro län"), ("19", "Västmanlands län"))
    ]
    opened = []
    for number in range(12):
        follow_up = FollowUpFactory(
            months=3,
            due_on=DUE,
            placement__workplace__municipality=towns[number // 10],
            placement__workplace__manager_email=f"chef{number}@example.org",
            placement__certificate__person__email=f"peer{number}@example.org",
        )
        opened += surveys.open_for(follow_up=follow_up, on=DUE, at=AT)
    return opened


def answered(survey: Survey, *, agrees: bool) -> None:
    said = {one.pk: 5 if agrees else 1 for one in selectors.asked_in(survey)}
    if survey.by_letter:
        surveys.answer_invited(invitation=survey.invitation, said=said, on=DUE)
        return
    surveys.hand_out(survey=survey, asked=IN_ROOM, on=DUE)
    for _one in range(IN_ROOM):
        surveys.answer(survey=survey, said=said, on=DUE)


@pytest.fixture
def reported() -> None:
    for number, survey in enumerate(twelve_workplaces()):
        answered(survey, agrees=number // 4 % 2 == 0)  # every other workplace, in all four groups
        surveys.close(survey=survey, on=OVER, at=AT)
    for turnout in selectors.to_report(AFTER):
        reports.freeze(turnout=turnout, on=AFTER)


def shares(group: str, code: str = "all:") -> list:
    part = next(part for part in selectors.parts_of(group) if part.code == code)
    first = selectors.outcomes(group=group, part=part).questions[0]
    return [share and (share.part, share.whole) for _wave, share in first.shares]


@pytest.mark.usefixtures("reported")
def test_each_group_has_its_figures_for_the_country():
    assert {group: shares(group) for group in Group} == {
        Group.USERS: [(18, 36)],
        Group.STAFF: [(18, 36)],
        Group.MANAGERS: [(6, 12)],
        Group.PEERS: [(6, 12)],
    }


@pytest.mark.usefixtures("reported")
def test_what_few_said_shows_nowhere():
    """Six staff in Västmanland are shown with Örebro's; of two managers there is no row."""
    for group in Group:
        assert [part.code for part in selectors.parts_of(group)] == ["all:"]
    assert not ReportAnswer.objects.filter(row__answered__lt=10).exists()


@pytest.mark.usefixtures("reported")
def test_nothing_leads_back_to_whoever_answered():
    assert [model.objects.count() for model in (SurveyInvitation, Tally, Turnout)] == [0, 0, 0]
    assert set(Survey.objects.values_list("code", flat=True)) == {""}


@pytest.mark.usefixtures("reported")
def test_orderer_manager_and_coordinator_read_the_same_page(client: Client):
    told = set()
    for who in ("orderer", "manager", "national"):
        client.force_login(MembershipFactory(**{who: True}).user)
        page = client.get("/resultat/?grupp=staff").content.decode()
        told.add(page[page.index('id="answers"') : page.index('id="reports"')])

    assert len(told) == 1
    assert "18 av 36" in told.pop()
