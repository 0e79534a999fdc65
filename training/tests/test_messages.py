"""A message to those in a course: ten minutes to take it back, a letter that says nothing, and the text behind it."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from programs.models import Cohort
from programs.tests.factories import CohortFactory
from training.actions import messages, pages
from training.actions.messages import CohortOver, NobodyToTell, TooLate
from training.models import CohortMessage, MessageCopy, Participation
from training.tests.factories import (
    AUGUST,
    ApplicationFactory,
    CohortMessageFactory,
    MessageCopyFactory,
    ParticipationFactory,
)

pytestmark = pytest.mark.django_db
TEXT = "Ny sal: Björk, två trappor upp.\nTa med lunch."
TEN_MINUTES = dt.timedelta(minutes=10)
JUST_BEFORE = TEN_MINUTES - dt.timedelta(seconds=1)
AT = dt.datetime(2026, 8, 20, 8, 0, tzinfo=dt.UTC)


def sitting_in(cohort: Cohort, *, told: bool = True, **more) -> Participation:
    """Somebody who applied and was admitted; ``told``: they know it."""
    by = UserFactory()
    known = {"status": "admitted", "decided_at": AUGUST, "decided_by": by}
    let_out = {"told_at": AUGUST, "told_by": by} if told else {}
    application = ApplicationFactory(cohort=cohort, **known, **let_out)
    pages.need_link(application, at=timezone.now())
    return ParticipationFactory(cohort=cohort, application=application, **more)


def write(cohort: Cohort, **given) -> CohortMessage:
    asked = {"text": TEXT, "by": UserFactory(), "at": AT, "key": uuid.uuid4(), **given}
    return messages.write(cohort=cohort, **asked)


def page_of(row: Participation) -> str:
    link = OneTimeLink.objects.get(purpose="training.application", subject_id=row.application_id)
    return f"/min-ansokan/{onetime.token_of(link)}/"


def read_by(row: Participation) -> str:
    return Client().get(page_of(row)).content.decode()


def list_of(cohort: Cohort) -> str:
    return f"/utbildningar/{cohort.pk}/meddelanden/"


@pytest.fixture
def course() -> Cohort:
    return CohortFactory(running=True)


def test_it_is_for_those_who_are_in_the_course_then_and_know_it(course):
    there, certified = sitting_in(course), ParticipationFactory(cohort=course, certified=True)
    sitting_in(course, told=False)
    ParticipationFactory(cohort=course, dropped_out=True)
    sitting_in(CohortFactory(running=True))

    made = write(course)
    sitting_in(course)

    assert set(made.copies.values_list("participation", flat=True)) == {there.pk, certified.pk}


def test_letters_wait_ten_minutes_for_those_who_can_be_written_to(course):
    sitting_in(course, person__email="asa@example.org", person__user=None)
    account = sitting_in(course, person__user=UserFactory())
    sitting_in(course, person__email="", person__user=None)

    write(course)

    letters = Letter.objects.order_by("address")
    assert [(letter.user, letter.address) for letter in letters] == [
        (account.person.user, ""),
        (None, "asa@example.org"),
    ]
    assert {letter.not_before for letter in letters} == {AT + TEN_MINUTES}


def test_the_letter_says_nothing_and_leads_to_ones_own_page(course):
    row = sitting_in(course, person__email="asa@example.org", person__user=None)
    write(course)

    letter = render(Letter.objects.get()).source.decode().replace("=\n", "")

    secret = (row.person.family_name, course.name, course.place, "Björk", "lunch", "peer supp", course.programme.name)
    assert (page_of(row) in letter, [word for word in secret if word in letter]) == (True, [])


def test_without_a_page_of_ones_own_it_leads_to_sign_in(course, settings):
    ParticipationFactory(cohort=course, person__user=UserFactory())
    write(course)

    assert f"{settings.SITE_URL}/" in render(Letter.objects.get()).source.decode().splitlines()


def test_a_form_sent_twice_makes_one(course, key):
    sitting_in(course)
    by = UserFactory()

    assert write(course, by=by, key=key) == write(course, by=by, key=key)
    assert (CohortMessage.objects.count(), Letter.objects.count()) == (1, 1)


@pytest.mark.parametrize("over", ["completed", "cancelled"])
def test_nothing_is_written_once_the_course_is_over(over):
    cohort = CohortFactory(**{over: True})
    sitting_in(cohort)

    with pytest.raises(CohortOver):
        write(cohort)
    assert CohortMessage.objects.count() == 0


def test_nothing_is_written_to_nobody(course):
    sitting_in(course, told=False)

    with pytest.raises(NobodyToTell):
        write(course)


def test_taken_back_no_letter_goes_and_the_text_is_gone(course):
    sitting_in(course)
    first, second = write(course), write(course)

    said = messages.regret(message=first, by=UserFactory(), at=AT + JUST_BEFORE)

    first.refresh_from_db()
    copy, other = first.copies.get().pk, second.copies.get().pk
    assert (said, first.text) == (TEXT, "")
    assert dict(Letter.objects.values_list("subject_id", "state")) == {copy: "cancelled", other: "queued"}


def test_after_ten_minutes_and_twice_it_is_not_taken_back(course):
    sitting_in(course)
    late, twice = write(course), write(course)
    messages.regret(message=twice, by=UserFactory(), at=AT)

    for message, at in ((late, AT + TEN_MINUTES), (twice, AT + JUST_BEFORE)):
        with pytest.raises(TooLate):
            messages.regret(message=message, by=UserFactory(), at=at)
    assert Letter.objects.get(state="queued").subject_id == late.copies.get().pk


@pytest.mark.parametrize("why", ["regretted", "left", "called off"])
def test_a_letter_is_not_sent_once_it_makes_no_sense(course, why):
    row = sitting_in(course)
    made = write(course)
    wanted = KINDS["cohort_message"].still_wanted
    copy = made.copies.get().pk
    before = wanted({copy})

    if why == "regretted":
        messages.regret(message=made, by=UserFactory(), at=AT)
    if why == "left":
        Participation.objects.filter(pk=row.pk).update(status="dropped_out", left_for="own")
    if why == "called off":
        Cohort.objects.update(status="cancelled")

    assert (before, wanted({copy})) == ({copy}, set())


def test_the_database_keeps_no_words_that_were_taken_back():
    with pytest.raises(IntegrityError):
        CohortMessageFactory(regretted_at=AT, regretted_by=UserFactory())


def test_participants_read_it_on_their_own_page_after_ten_minutes_newest_first(course):
    row, later = sitting_in(course), sitting_in(course)
    now = timezone.now()
    for text, age in (("Det äldsta.", 90), ("Det nyaste.", 30), ("Det som väntar.", 5)):
        message = CohortMessageFactory(cohort=course, text=text, written_at=now - dt.timedelta(minutes=age))
        MessageCopyFactory(message=message, participation=row)

    mine, others = read_by(row), read_by(later)

    assert mine.index("Det nyaste.") < mine.index("Det äldsta.")
    assert ("Det som väntar." in mine, "Det nyaste." in others) == (False, False)


def test_whoever_left_reads_nothing_more(course):
    row = sitting_in(course)
    MessageCopyFactory(message__cohort=course, participation=row)
    before = read_by(row)
    Participation.objects.filter(pk=row.pk).update(status="dropped_out", left_for="own")

    assert ("sal Björk" in before, "sal Björk" in read_by(row)) == (True, False)


def test_with_an_account_it_stands_on_my_page_too(course, signed_in):
    member = MembershipFactory(peer=True)
    row = ParticipationFactory(cohort=course, person__user=member.user)
    MessageCopyFactory(message__cohort=course, participation=row)
    MessageCopyFactory(message__cohort=course, message__text="Till andra.")

    page = signed_in(member).get("/").content.decode()

    assert ("sal Björk" in page, "Till andra." in page) == (True, False)


def test_a_leader_writes_reads_who_gets_it_and_takes_it_back(course, leading, signed_in, key):
    sitting_in(course, person__email="", person__user=None)
    sitting_in(course, person__email="asa@example.org", person__user=None)
    client = signed_in(leading(course))

    page = client.get(list_of(course)).content.decode()
    sent = client.post(list_of(course), {"key": key, "text": TEXT})
    message = CohortMessage.objects.get()
    listed = client.get(list_of(course)).content.decode()
    back = client.post(f"{list_of(course)}{message.pk}/angra/")

    assert ("2 deltagare" in page, "1 av dem" in page) == (True, True)
    assert (sent.headers["Location"], "två trappor upp" in listed) == (list_of(course), True)
    answer = back.content.decode()
    assert (back.context["form"]["text"].value(), f'action="{list_of(course)}"' in answer) == (TEXT, True)
    assert CohortMessage.objects.get().text == ""


def test_too_late_to_take_back_is_said_and_no_button_offers_it(course, leading, signed_in):
    message = CohortMessageFactory(cohort=course)
    client = signed_in(leading(course))

    page = client.get(list_of(course)).content.decode()
    answer = client.post(f"{list_of(course)}{message.pk}/angra/", follow=True)

    assert ("/angra/" in page, "har skickats" in answer.content.decode()) == (False, True)


def test_a_message_needs_words_and_no_more_than_it_takes(course, national, signed_in, key):
    sitting_in(course)
    client = signed_in(national)

    for text in ("", "  \n ", "a" * 2001):
        assert client.post(list_of(course), {"key": key, "text": text}).context["form"].errors.keys() == {"text"}
    assert CohortMessage.objects.count() == 0


def regional(cohort: Cohort, *, hosting: bool) -> Membership:
    if hosting:
        return MembershipFactory(regional=True, organisation=cohort.host)
    co_host = MembershipFactory(regional=True)
    cohort.co_hosts.add(co_host.organisation)
    return co_host


@pytest.mark.parametrize(("hosting", "status"), [(True, 200), (False, 404)])
def test_a_region_writes_in_what_it_hosts_alone(course, hosting, status, signed_in):
    message = CohortMessageFactory(cohort=course)
    client = signed_in(regional(course, hosting=hosting))

    assert client.get(list_of(course)).status_code == status
    assert (client.post(f"{list_of(course)}{message.pk}/angra/").status_code == 404) is not hosting


def test_a_leader_of_another_course_and_an_orderer_get_nowhere(course, leading, signed_in):
    assert signed_in(leading(CohortFactory(running=True))).get(list_of(course)).status_code == 404
    assert signed_in(MembershipFactory(orderer=True)).get(list_of(course)).status_code == 403


def test_a_message_of_another_course_is_not_taken_back_here(course, national, signed_in):
    message = CohortMessageFactory(written_at=timezone.now())

    assert signed_in(national).post(f"{list_of(course)}{message.pk}/angra/").status_code == 404
    assert CohortMessage.objects.get().regretted_at is None


def test_coordinators_follow_letters_about_messages_in_their_courses(course):
    copies = [MessageCopyFactory(message__cohort=cohort) for cohort in (course, CohortFactory(running=True))]

    seen = KINDS["cohort_message"].may_see(regional(course, hosting=True))

    assert set(MessageCopy.objects.filter(pk__in=seen)) == {copies[0]}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(course, national, rows, signed_in, django_assert_num_queries):
    for message in CohortMessageFactory.create_batch(rows, cohort=course, written_at=timezone.now()):
        MessageCopyFactory.create_batch(rows, message=message)
    client = signed_in(national)
    client.get(list_of(course))

    with django_assert_num_queries(9):
        client.get(list_of(course))


@pytest.mark.parametrize("rows", [1, 3])
def test_ones_own_page_costs_the_same_however_much_was_told(course, rows, django_assert_num_queries):
    row = sitting_in(course)
    for message in CohortMessageFactory.create_batch(rows, cohort=course):
        MessageCopyFactory(message=message, participation=row)
    path = page_of(row)

    with django_assert_num_queries(15):
        Client().get(path)
