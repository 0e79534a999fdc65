"""The letter that asks: when the survey opens, twice more while unanswered, and none after the answer."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from django.conf import settings
from django.utils import timezone

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from placements import selectors
from placements.actions import surveys
from placements.models import Group, Survey, SurveyInvitation
from placements.tests.conftest import Cast

pytestmark = pytest.mark.django_db
OPENS = dt.date(2026, 6, 2)
AT = dt.datetime(2026, 6, 2, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def asked(cast: Cast) -> dict[str, Survey]:
    placement = cast.start(participation=cast.certified(email="kim@example.org", given_name="Kim"))
    opened = surveys.open_for(follow_up=placement.follow_ups.get(months=3), on=OPENS, at=AT)
    return {one.group: one for one in opened}


def written_on(day: int) -> list[str]:
    on = OPENS + dt.timedelta(days=day)
    before = set(Letter.objects.values_list("pk", flat=True))
    post_many(KINDS["survey_asks"], on=on, at=dt.datetime.combine(on, dt.time(9), tzinfo=dt.UTC))
    new = Letter.objects.exclude(pk__in=before).select_related("user")
    return sorted(letter.address or letter.user.email for letter in new)


def test_there_are_a_letter_and_two_reminders_and_no_more(cast, asked):
    both = sorted(["kim@example.org", cast.manager.user.email])

    assert {day: found for day in range(35) if (found := written_on(day))} == {0: both, 7: both, 14: both}


def test_reminders_stop_at_the_answer(cast, asked):
    written_on(0)
    said = {one.pk: 4 for one in selectors.asked_in(asked[Group.PEERS])}
    surveys.answer_invited(invitation=asked[Group.PEERS].invitation, said=said, on=OPENS)

    assert written_on(7) == [cast.manager.user.email]
    waiting = set(SurveyInvitation.objects.values_list("pk", flat=True))
    assert KINDS["survey_asks"].still_wanted(waiting) == {asked[Group.MANAGERS].invitation.pk}


def test_a_manager_without_an_account_is_asked_by_address(cast, asked):
    cast.workplace.manager, cast.workplace.manager_email = None, "inga@example.org"
    cast.workplace.save()

    assert written_on(0) == ["inga@example.org", "kim@example.org"]


def test_whom_no_letter_reaches_any_more_gets_none(cast, asked):
    cast.workplace.manager, cast.workplace.manager_email = None, ""
    cast.workplace.save()

    assert written_on(0) == ["kim@example.org"]


def test_the_letter_says_next_to_nothing_and_its_link_opens_the_questions(client, cast, asked):
    on = timezone.localdate()
    SurveyInvitation.objects.exclude(survey=asked[Group.PEERS]).delete()
    Survey.objects.update(opened_on=on, closes_on=on)
    onetime = surveys.onetime.OneTimeLink.objects
    onetime.update(expires_at=timezone.now() + dt.timedelta(days=1))
    post_many(KINDS["survey_asks"], on=on, at=timezone.now())

    mail = message_from_bytes(render(Letter.objects.get(kind="survey_asks")).source, policy=policy.default)
    said = f"{mail['Subject']} {mail.get_body(('plain',)).get_content()}"
    path = next(line for line in said.splitlines() if "/min-enkat/" in line).removeprefix(settings.SITE_URL)

    hidden = ("Kim", cast.workplace.name, "peer", "psyk", "återhämtning")
    assert [word for word in hidden if word.lower() in said.replace(settings.SITE_URL, "").lower()] == []
    assert client.get(path).status_code == 200


def test_who_may_follow_the_letters(cast, asked):
    may_see = KINDS["survey_asks"].may_see
    invited = set(SurveyInvitation.objects.values_list("pk", flat=True))

    assert set(may_see(cast.coordinator).values_list("pk", flat=True)) == invited
    assert set(may_see(MembershipFactory(regional=True)).values_list("pk", flat=True)) == set()
