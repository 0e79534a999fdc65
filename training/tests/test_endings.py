"""What stays, and what doesn't, when an application is over; and what is told before it may be known."""

import datetime as dt

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.links.models import OneTimeLink
from peersupport.privacy import sealed
from peersupport.privacy.models import Consent
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from programs.tests.factories import CohortFactory, SeatFactory
from training import selectors
from training.actions import admission, applications, consents, interviews, pages, papers, participations
from training.letters import interview_file
from training.models import Application, CourseNeeds, InterviewTime, Paper, Participation
from training.tests.factories import (
    ApplicationConsentFactory,
    ApplicationFactory,
    AssessorFactory,
    CourseNeedsFactory,
    InterviewTimeFactory,
    PaperFactory,
)
from training.tests.steps import NOON, sent

DAY = dt.timedelta(days=1)


@pytest.fixture
def admitted(db) -> Application:
    """Somebody with a seat, who knows it."""
    cohort = CohortFactory()
    application = ApplicationFactory(cohort=cohort)
    PaperFactory(application=application)
    for purpose in ("training", "network"):
        ApplicationConsentFactory(application=application, purpose=purpose)
    by, seat = UserFactory(), SeatFactory(cohort=cohort, granted=True)
    applications.admit(application=application, seat=seat, by=by, at=NOON)
    applications.tell(cohort=cohort, by=by, at=NOON)
    return Application.objects.select_related("cohort").get()


def test_a_yes_taken_back_after_admission_is_taken_back_in_the_register(admitted):
    consents.take_back(application=admitted, purpose="network", at=NOON + DAY)
    open_now = set(Consent.objects.filter(withdrawn_at=None).values_list("purpose", flat=True))
    consents.give(application=admitted, purpose="follow_up", at=NOON + DAY)

    assert open_now == {"training"}
    assert set(Consent.objects.filter(withdrawn_at=None).values_list("purpose", flat=True)) == {"training", "follow_up"}


def test_whoever_takes_it_back_leaves_no_letter_and_no_consent(admitted):
    applications.withdraw(application=admitted, at=NOON + DAY)

    assert not Paper.objects.exists()
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert not admitted.consents.filter(withdrawn_at=None).exists()


def test_whoever_is_noted_to_have_left_is_told_so_on_their_page_and_may_apply_again(admitted):
    sitting = Participation.objects.get()
    CourseNeedsFactory(participation=sitting)

    participations.leave(participation=sitting, left_for="work", by=UserFactory(), at=NOON + DAY)
    again = sent(admitted.cohort.application_code, email=admitted.email)

    admitted.refresh_from_db()
    assert (admitted.known_status, again.pk == admitted.pk) == ("withdrawn", False)
    assert not CourseNeeds.objects.exists()


def test_nobody_says_no_to_their_seat_once_the_course_has_begun(admitted):
    Cohort.objects.update(status=Cohort.Status.RUNNING)

    with pytest.raises(WrongStatus):
        applications.withdraw(application=admitted, at=NOON + DAY)

    admitted.cohort.refresh_from_db()
    assert selectors.my_application(application=admitted, at=NOON).may_withdraw is False


def test_somebody_who_is_rejected_and_does_not_know_it_is_answered_like_everybody_else(db):
    cohort = CohortFactory()
    first = sent(cohort.application_code)
    applications.reject(application=first, reason="full", by=UserFactory(), at=NOON)

    again = sent(cohort.application_code)
    consents.give(application=first, purpose="network", at=NOON)
    applications.tell(cohort=cohort, by=UserFactory(), at=NOON)

    assert again == first
    with pytest.raises(Refused):
        consents.give(application=first, purpose="follow_up", at=NOON)
    assert sent(cohort.application_code) != first


def test_a_later_decision_does_not_show_before_it_is_let_out(db):
    cohort, by = CohortFactory(), UserFactory()
    application = ApplicationFactory(cohort=cohort)
    applications.keep_in_reserve(application=application, by=by, at=NOON)
    applications.tell(cohort=cohort, by=by, at=NOON)
    application.refresh_from_db()
    seat = SeatFactory(cohort=cohort, granted=True)

    applications.admit(application=application, seat=seat, by=by, at=NOON + DAY)

    assert Application.objects.get().known_status == "reserve"


def test_a_seat_that_nobody_was_told_of_is_not_on_a_peer_supporters_page(admitted):
    peer = MembershipFactory(peer=True)
    Participation.objects.get().person.__class__.objects.update(user=peer.user)
    seen = Participation.objects.visible_to(peer).count()
    Application.objects.update(told_at=None, told_by=None, known_status="received")

    assert (seen, Participation.objects.visible_to(peer).count()) == (1, 0)


def test_the_link_stays_open_as_long_as_somebody_stands_in_reserve(db):
    by, row = UserFactory(), ApplicationFactory(received_at=NOON)
    pages.need_link(row, at=NOON)
    applications.keep_in_reserve(application=row, by=by, at=NOON + 90 * DAY)
    applications.tell(cohort=row.cohort, by=by, at=NOON + 90 * DAY)
    link = OneTimeLink.objects.get()
    row.refresh_from_db()

    applications.renew_reserve(application=row, at=NOON + 430 * DAY)

    assert link.expires_at.date() > row.reserve_until
    row.refresh_from_db()
    assert OneTimeLink.objects.get().expires_at.date() > row.reserve_until


def test_a_rebooked_interview_has_a_higher_sequence_whenever_its_time_was_added(db):
    row = ApplicationFactory(status="invited", received_at=NOON)
    first = InterviewTimeFactory(cohort=row.cohort, added_at=NOON)
    second = InterviewTimeFactory(cohort=row.cohort, added_at=NOON + 3 * DAY)

    sequences = []
    for time, at in ((first, NOON + DAY), (second, NOON + 4 * DAY)):
        interviews.choose(application=row, time=time, at=at)
        found = interview_file(InterviewTime.objects.select_related("application").get(application=row)).decode()
        sequences.append(int(found.partition("SEQUENCE:")[2].split()[0]))

    assert sequences == sorted(set(sequences))


def test_whoever_missed_their_interview_chooses_another_time(db):
    row = ApplicationFactory(status="invited")
    missed = InterviewTimeFactory(cohort=row.cohort, starts_at=NOON + DAY)
    later = InterviewTimeFactory(cohort=row.cohort, starts_at=NOON + 9 * DAY)
    interviews.choose(application=row, time=missed, at=NOON)

    interviews.choose(application=row, time=later, at=NOON + 2 * DAY)

    assert InterviewTime.objects.get(application=row) == later


def test_a_time_that_one_of_us_can_not_keep_is_let_go_and_the_applicant_asked_again(db):
    row = ApplicationFactory(status="invited")
    time = InterviewTimeFactory(cohort=row.cohort)
    interviews.choose(application=row, time=time, at=NOON)

    interviews.let_go(time=time, at=NOON + DAY)

    assert InterviewTime.objects.get().application is None
    assert Letter.objects.latest("pk").kind == "interview_invited"
    with pytest.raises(WrongStatus):
        interviews.let_go(time=time, at=NOON + DAY)


def test_an_answer_frees_a_time_that_lies_ahead(db):
    row, by = ApplicationFactory(status="invited"), UserFactory()
    time = InterviewTimeFactory(cohort=row.cohort)
    interviews.choose(application=row, time=time, at=NOON)
    applications.reject(application=row, reason="full", by=by, at=NOON)
    kept = InterviewTime.objects.get().application

    applications.tell(cohort=row.cohort, by=by, at=NOON)

    assert (kept, InterviewTime.objects.get().application) == (row, None)


@pytest.mark.parametrize("verb", ["reserve", "reject", "admit", "held", "invite"])
def test_whoever_stepped_aside_takes_no_step(db, verb):
    row, by = ApplicationFactory(), UserFactory()
    AssessorFactory(cohort=row.cohort, user=by)
    InterviewTimeFactory(cohort=row.cohort)
    admission.step_aside(application=row, by=by, at=NOON)
    who = {"application": row, "by": by, "at": NOON}
    steps = {
        "reserve": lambda: applications.keep_in_reserve(**who),
        "reject": lambda: applications.reject(reason="full", **who),
        "admit": lambda: applications.admit(seat=SeatFactory(cohort=row.cohort, granted=True), **who),
        "held": lambda: interviews.held(note="", **who),
        "invite": lambda: interviews.invite(**who),
    }

    with pytest.raises(admission.NotInTheGroup):
        steps[verb]()

    assert Application.objects.get().status == "received"


def test_an_assessment_that_somebody_has_read_stays_though_they_step_aside(db):
    row, first, second = ApplicationFactory(), UserFactory(), UserFactory()
    for user in (first, second):
        AssessorFactory(cohort=row.cohort, user=user)
        given = {"opinion": "admit", "criteria": {}, "note": "Bra."}
        admission.assess(application=row, **given, by=user, at=NOON)
    papers.read(paper=Paper.objects.get(written_by=first), by=second, at=NOON)
    admission.step_aside(application=row, by=second, at=NOON)

    with pytest.raises(admission.Outdated):
        admission.assess(application=row, opinion="decline", criteria={}, note="", by=first, at=NOON)


def test_what_is_erased_is_erased_in_letters_too(db):
    row = sent(CohortFactory().application_code)
    by = UserFactory()
    applications.reject(application=row, reason="full", by=by, at=NOON)
    papers.erase_old(at=NOON + papers.KEPT_FOR)
    untold = set(Letter.objects.values_list("address", flat=True))
    applications.tell(cohort=row.cohort, by=by, at=NOON + papers.KEPT_FOR)

    papers.erase_old(at=NOON + papers.KEPT_FOR)

    assert untold == {"asa@example.org"}
    assert set(Letter.objects.values_list("address", "state")) <= {
        ("erased@example.invalid", "cancelled"),
        ("erased@example.invalid", "sent"),
    }


@pytest.mark.parametrize("status", ["received", "invited", "interviewed", "reserve"])
def test_nothing_is_kept_of_an_application_when_its_cohort_is_long_over(db, status):
    decided = {"decided_at": NOON, "decided_by": UserFactory(), "reserve_until": NOON.date()}
    row = ApplicationFactory(status=status, **(decided if status == "reserve" else {}))
    PaperFactory(application=row)
    ends = dt.datetime.combine(row.cohort.ends_on, dt.time(12), tzinfo=dt.UTC)

    before = papers.erase_old(at=ends + papers.KEPT_FOR - DAY)
    after = papers.erase_old(at=ends + papers.KEPT_FOR)

    assert (before, after, Application.objects.get().given_name) == (0, 1, "Erased")


def test_a_text_that_can_not_be_opened_is_said_in_words(db, settings):
    paper = PaperFactory()
    settings.SEALING_KEYS = {"other": bytes(range(32))}

    with pytest.raises(Refused):
        papers.read(paper=paper, by=UserFactory(), at=NOON)
    assert sealed.reseal(Paper) == 0
