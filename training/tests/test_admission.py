"""The admission group: who reads, who assesses, and in which order they see each other's."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory, RegistrationFactory
from peersupport.letters.models import Letter
from peersupport.privacy.models import Consent, Reading
from programs.models import Seat
from programs.tests.factories import CohortFactory, SeatFactory
from training import selectors
from training.actions import admission, applications, papers
from training.models import Application, Assessment, Assessor, Paper, Participation
from training.rules import CRITERIA
from training.tests.factories import (
    ApplicationConsentFactory,
    ApplicationFactory,
    AssessorFactory,
    PaperFactory,
)
from training.tests.steps import NOON

YES = dict.fromkeys(CRITERIA, "yes")
DAY = dt.timedelta(days=1)


@pytest.fixture
def applied(db) -> Application:
    """Where the programme asks for two assessments."""
    application = ApplicationFactory(cohort__programme__assessors=2)
    PaperFactory(application=application)
    return application


@pytest.fixture
def group(applied) -> list:
    """Three in the admission group, each with a role at the host."""
    members = [
        MembershipFactory(regional=True, organisation=applied.host),
        MembershipFactory(leader=True, organisation=applied.host),
        MembershipFactory(regional=True, organisation=applied.host),
    ]
    for member in members:
        AssessorFactory(cohort=applied.cohort, user=member.user)
    return members


def assess(application: Application, by, *, opinion: str = "admit", note: str = "Bra samtal.") -> None:
    given = {"opinion": opinion, "criteria": YES, "note": note}
    admission.assess(application=application, **given, by=by.user, at=NOON)


def open_to(application: Application, member) -> set[tuple]:
    seen = selectors.readable_papers(application=application, user=member.user)
    return {(paper.kind, paper.written_by_id) for paper in seen}


def sees(member) -> bool:
    return Application.objects.visible_to(member).exists()


def test_only_the_group_sees_an_application_whatever_the_role(applied, group):
    outside = [
        MembershipFactory(national=True),
        MembershipFactory(regional=True, organisation=applied.host),
        MembershipFactory(leader=True, organisation=applied.host),
        MembershipFactory(orderer=True),
    ]

    assert [sees(member) for member in (*group, *outside)] == [True] * 3 + [False] * 4


def test_one_in_the_group_sees_it_only_while_acting_for_the_host(applied, group):
    elsewhere = MembershipFactory(regional=True, user=group[0].user)

    assert (sees(group[0]), sees(elsewhere)) == (True, False)


def test_whoever_leaves_the_group_sees_nothing_from_then_on(applied, group):
    admission.leave(cohort=applied.cohort, user=group[0].user, by=group[1].user, at=NOON)

    assert (sees(group[0]), sees(group[1])) == (False, True)
    with pytest.raises(admission.NotInTheGroup):
        assess(applied, group[0])


def test_a_draft_is_nobodys_to_see(group):
    Application.objects.update(status="draft", received_at=None)

    assert not sees(group[0])


def test_the_group_takes_coordinators_and_leaders_of_the_host_and_nobody_else(applied):
    by = UserFactory()
    fit = [
        MembershipFactory(leader=True, organisation=applied.host),
        MembershipFactory(regional=True, organisation=applied.host),
        MembershipFactory(national=True),
    ]
    unfit = [
        MembershipFactory(leader=True),
        MembershipFactory(orderer=True, organisation=applied.host),
        MembershipFactory(leader=True, organisation=applied.host, user__is_active=False),
    ]

    for member in [*fit, *fit]:
        admission.join(cohort=applied.cohort, user=member.user, by=by, at=NOON)
    for member in unfit:
        with pytest.raises(admission.NotInTheGroup):
            admission.join(cohort=applied.cohort, user=member.user, by=by, at=NOON)

    assert {row.user_id for row in Assessor.objects.open()} == {member.user_id for member in fit}
    assert Assessor.objects.count() == len(fit)


def test_nobody_reads_anothers_assessment_before_giving_their_own(applied, group):
    first, second, third = group
    assess(applied, first)

    assert open_to(applied, first) == {("letter", None), ("assessment", first.user_id)}
    assert open_to(applied, second) == {("letter", None)}
    assert selectors.admission_of(application=applied, user=second.user, at=NOON).is_blind
    assess(applied, second, opinion="unsure")
    both = {("letter", None), ("assessment", first.user_id), ("assessment", second.user_id)}
    assert (open_to(applied, first), open_to(applied, second)) == (both, both)
    assert open_to(applied, third) == {("letter", None)}


def test_an_assessment_can_be_changed_until_somebody_else_has_given_theirs(applied, group):
    first, second, _third = group
    assess(applied, first, opinion="unsure")
    assess(applied, first, opinion="admit")
    assess(applied, second)

    with pytest.raises(admission.Outdated):
        assess(applied, first, opinion="decline")

    assert Assessment.objects.get(given_by=first.user).opinion == "admit"
    assert Paper.objects.filter(kind="assessment").count() == 2


def test_whoever_knows_the_applicant_steps_aside_and_reads_nothing(applied, group):
    first, second, third = group
    assess(applied, first)
    admission.step_aside(application=applied, by=first.user, at=NOON)
    assess(applied, second)

    assert open_to(applied, first) == set()
    assert not Paper.objects.filter(written_by=first.user).exists()
    with pytest.raises(applications.NotAssessed):
        applications.keep_in_reserve(application=applied, by=third.user, at=NOON)


def test_a_decision_takes_the_assessments_that_the_programme_asks_for(applied, group):
    seat, by = SeatFactory(cohort=applied.cohort, granted=True), group[0].user
    assess(applied, group[0])

    for decide in (
        lambda: applications.admit(application=applied, seat=seat, by=by, at=NOON),
        lambda: applications.keep_in_reserve(application=applied, by=by, at=NOON),
        lambda: applications.reject(application=applied, reason="requirements", by=by, at=NOON),
    ):
        with pytest.raises(applications.NotAssessed):
            decide()
    assess(applied, group[1])
    applications.admit(application=applied, seat=seat, by=by, at=NOON)

    assert Participation.objects.get().seat == seat


def test_a_full_cohort_is_said_without_assessments(applied, group):
    applications.reject(application=applied, reason="full", by=group[0].user, at=NOON)

    assert Application.objects.get().status == "rejected"


def test_nothing_is_assessed_once_it_is_decided(applied, group):
    applications.reject(application=applied, reason="full", by=group[0].user, at=NOON)

    with pytest.raises(WrongStatus):
        assess(applied, group[0])


def test_each_reading_is_kept_and_can_not_be_unmade(applied, group):
    paper = Paper.objects.get()

    text = papers.read(paper=paper, by=group[0].user, at=NOON)

    reading = Reading.objects.get()
    assert text == "Jag vill bli peer supporter."
    assert (reading.subject, reading.what, reading.read_by, reading.read_at) == (
        f"training.application:{applied.pk}",
        "letter",
        group[0].user,
        NOON,
    )
    for undo in (reading.delete, lambda: Reading.objects.update(what="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            undo()


def test_a_decision_is_known_to_nobody_until_it_is_let_out(applied, group):
    by = group[0].user
    applications.reject(application=applied, reason="full", by=by, at=NOON)

    hidden = selectors.my_application(application=Application.objects.get(), at=NOON)
    count = applications.tell(cohort=applied.cohort, by=by, at=NOON + DAY)
    told = selectors.my_application(application=Application.objects.get(), at=NOON)

    assert (hidden.status, told.status, count) == ("received", "rejected", 1)
    assert list(Letter.objects.values_list("kind", "address")) == [("application_decided", applied.email)]
    assert applications.tell(cohort=applied.cohort, by=by, at=NOON + 2 * DAY) == 0


def test_all_consents_that_are_still_given_follow_the_admitted(applied, group):
    seat, by = SeatFactory(cohort=applied.cohort, granted=True), group[0].user
    applied.cohort.programme.assessors = 0
    applied.cohort.programme.save()
    ApplicationConsentFactory(application=applied)
    ApplicationConsentFactory(application=applied, purpose="network")
    ApplicationConsentFactory(application=applied, purpose="follow_up", withdrawn_at=NOON)

    applications.admit(application=applied, seat=seat, by=by, at=NOON)

    assert set(Consent.objects.values_list("purpose", flat=True)) == {"training", "network"}


def test_whoever_says_no_to_their_seat_frees_it(applied, group):
    cohort = applied.cohort
    cohort.programme.assessors = 0
    cohort.programme.save()
    seat = SeatFactory(cohort=cohort, granted=True)
    applications.admit(application=applied, seat=seat, by=group[0].user, at=NOON)

    applications.withdraw(application=applied, at=NOON + DAY)

    assert (Application.objects.get().status, Participation.objects.get().status) == ("withdrawn", "dropped_out")
    assert Seat.objects.get(pk=seat.pk).takes_applications


def test_what_is_rejected_can_be_taken_back_only_as_long_as_nobody_knows(db):
    known, unknown = (
        ApplicationFactory(rejected=True),
        ApplicationFactory(rejected=True, told_at=None, told_by=None, known_status="received"),
    )

    applications.withdraw(application=unknown, at=NOON)
    with pytest.raises(WrongStatus):
        applications.withdraw(application=known, at=NOON)

    unknown.refresh_from_db()
    assert (unknown.status, unknown.reason) == ("withdrawn", "")


def test_a_place_in_reserve_is_renewed_or_ends(applied, group):
    applied.cohort.programme.assessors = 0
    applied.cohort.programme.save()
    applications.keep_in_reserve(application=applied, by=group[0].user, at=NOON)
    first = Application.objects.get().reserve_until
    with pytest.raises(WrongStatus):  # they don't know yet
        applications.renew_reserve(application=applied, at=NOON)
    applications.tell(cohort=applied.cohort, by=group[0].user, at=NOON)

    applications.renew_reserve(application=applied, at=NOON + 300 * DAY)
    renewed = Application.objects.get().reserve_until
    with pytest.raises(WrongStatus):  # renewed while the sweep ran
        applications.end_reserve(application=applied, at=NOON + 665 * DAY)
    applications.end_reserve(application=applied, at=NOON + 700 * DAY)

    assert (first, renewed) == (NOON.date() + 365 * DAY, NOON.date() + 665 * DAY)
    assert Application.objects.get().status == "withdrawn"
    with pytest.raises(WrongStatus):
        applications.renew_reserve(application=applied, at=NOON + 701 * DAY)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, True),
        ({"given_name": "ÅSA", "family_name": "EK"}, True),
        ({"email": "x@example.org"}, True),  # the phone is the same
        ({"email": "x@example.org", "phone": ""}, False),
        ({"family_name": "Berg"}, False),
    ],
)
def test_one_who_applies_elsewhere_is_noticed_by_name_and_address_or_phone(db, changed, found):
    here = {"given_name": "Åsa", "family_name": "Ek", "email": "a@example.org", "phone": "070-174 06 05"}
    mine = ApplicationFactory(**here)
    ApplicationFactory(**here | changed)

    assert selectors.admission_of(application=mine, user=UserFactory(), at=NOON).is_elsewhere is found


def test_a_person_known_to_another_host_is_noticed_and_ones_own_is_not(db):
    own = ApplicationFactory(email="a@example.org")
    name = {"person__given_name": own.given_name, "person__family_name": own.family_name}
    RegistrationFactory(host=own.host, person__email=own.email, **name)

    def is_elsewhere() -> bool:
        return selectors.admission_of(application=own, user=UserFactory(), at=NOON).is_elsewhere

    before = is_elsewhere()
    RegistrationFactory(person__email=own.email, **name)

    assert (before, is_elsewhere()) == (False, True)


@pytest.mark.parametrize("was", list(Application.Status))
@pytest.mark.parametrize("step", ["admit", "reserve", "reject", "invite", "held", "withdraw"])
def test_a_step_that_the_table_does_not_allow_is_refused(db, was, step):
    from training.actions import interviews
    from training.tests.factories import InterviewTimeFactory

    decided = {"decided_at": NOON, "decided_by": UserFactory()}
    fields = {
        "draft": {"received_at": None},
        "admitted": decided,
        "reserve": {**decided, "reserve_until": NOON.date()},
        "rejected": {**decided, "reason": "full", "told_at": NOON, "told_by": decided["decided_by"]},
    }
    cohort = CohortFactory()
    application = ApplicationFactory(cohort=cohort, status=was, **fields.get(was, {}))
    seat, by = SeatFactory(cohort=cohort, granted=True), UserFactory()
    InterviewTimeFactory(cohort=cohort)
    steps = {
        "admit": ("admitted", lambda: applications.admit(application=application, seat=seat, by=by, at=NOON)),
        "reserve": ("reserve", lambda: applications.keep_in_reserve(application=application, by=by, at=NOON)),
        "reject": ("rejected", lambda: applications.reject(application=application, reason="full", by=by, at=NOON)),
        "invite": ("invited", lambda: interviews.invite(application=application, by=by, at=NOON)),
        "held": ("interviewed", lambda: interviews.held(application=application, note="", by=by, at=NOON)),
        "withdraw": ("withdrawn", lambda: applications.withdraw(application=application, at=NOON)),
    }
    became, do = steps[step]
    undecided = {"received", "invited", "interviewed"}
    allowed = {
        "admit": undecided | {"reserve"},
        "reserve": undecided,
        "reject": undecided | {"reserve"},
        "invite": {"received"},
        "held": {"received", "invited"},
        "withdraw": undecided | {"admitted", "reserve"},
    }[step]

    if was in allowed:
        do()
    else:
        with pytest.raises(WrongStatus):
            do()

    application.refresh_from_db()
    assert application.status == (became if was in allowed else was)
