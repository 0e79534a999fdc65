"""What a course needs to know of a participant, and who reads it."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.shared.refusals import Conflict, Refused
from training.actions import in_course, needs, pages
from training.models import CourseNeeds, Participation
from training.tests.factories import ApplicationFactory, CourseNeedsFactory, ParticipationFactory
from training.tests.steps import NOON

TOLD = {"food": "Vegetariskt", "access": "Hiss", "contact_name": "", "contact_phone": "", "income_solved": "no"}


@pytest.fixture
def sitting(db) -> Participation:
    return ParticipationFactory()


def tell(participation: Participation, *, version: int = 1, by=None, **changed) -> None:
    needs.tell(participation=participation, version=version, by=by, at=NOON, **TOLD | changed)


def test_what_is_told_is_kept_with_who_said_so(sitting):
    tell(sitting)
    tell(sitting, version=2, food="Allt", by=(leader := UserFactory()))

    row = CourseNeeds.objects.get()
    assert (row.food, row.access, row.told_by, row.told_at) == ("Allt", "Hiss", leader, NOON)


def test_of_two_who_write_at_once_the_second_is_told(sitting):
    tell(sitting)

    with pytest.raises(Conflict):
        tell(sitting, food="Annat")

    assert CourseNeeds.objects.get().food == "Vegetariskt"


def test_somebody_to_phone_needs_a_number(sitting):
    with pytest.raises(Refused) as refusal:
        tell(sitting, contact_name="Kim")

    assert (refusal.value.field, CourseNeeds.objects.count()) == ("contact_phone", 0)


def test_whoever_has_left_is_asked_nothing(db):
    with pytest.raises(in_course.NotInTheCourse):
        tell(ParticipationFactory(dropped_out=True))


def test_an_identity_is_checked_once_and_no_number_is_kept(sitting):
    first, second = UserFactory(), UserFactory()
    needs.check_identity(participation=sitting, by=first, at=NOON)
    needs.check_identity(participation=sitting, by=second, at=NOON + dt.timedelta(days=1))

    row = CourseNeeds.objects.get()
    assert (row.identity_checked_by, row.identity_checked_at) == (first, NOON)
    texts = {field.name for field in CourseNeeds._meta.local_fields if field.get_internal_type() == "CharField"}
    assert texts == {"food", "access", "contact_name", "contact_phone", "income_solved"}


def test_leaders_and_coordinators_of_the_course_read_it_and_nobody_else(cohort, leading, signed_in):
    participation = Participation.objects.get()
    CourseNeedsFactory(participation=participation, food="Glutenfritt, inga räkor")
    path = f"/deltaganden/{participation.pk}/"
    inside = [leading(cohort), MembershipFactory(regional=True, organisation=cohort.host)]
    outside = [MembershipFactory(**{role: True}) for role in ("leader", "regional", "manager", "orderer", "peer")]

    seen = ["Glutenfritt" in signed_in(who).get(path).content.decode() for who in (*inside, *outside)]

    assert seen == [True, True, False, False, False, False, False]
    assert {signed_in(who).get(path).status_code for who in outside} == {403, 404}


def page_of(participation: Participation, *, told: bool = True) -> str:
    by = UserFactory()
    decided = {"status": "admitted", "decided_at": timezone.now(), "decided_by": by}
    let_out = {"told_at": timezone.now(), "told_by": by} if told else {}
    application = ApplicationFactory(cohort=participation.cohort, **decided, **let_out)
    Participation.objects.filter(pk=participation.pk).update(application=application)
    pages.need_link(application, at=timezone.now())
    token = onetime.token_of(OneTimeLink.objects.get(purpose="training.application", subject_id=application.pk))
    return f"/min-ansokan/{token}/infor-kursen/"


def test_participants_tell_it_themselves_by_their_link(sitting):
    path = page_of(sitting)

    answer = Client().post(path, {"version": "1", **TOLD})

    assert answer.headers["Location"] == path.removesuffix("infor-kursen/")
    assert (CourseNeeds.objects.get().food, CourseNeeds.objects.get().told_by) == ("Vegetariskt", None)


def test_nobody_is_asked_before_they_know_that_they_are_admitted(sitting):
    assert Client().get(page_of(sitting, told=False)).status_code == 404
