"""Who gets a certificate, and what makes it invalid."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from peersupport.audit.models import StatusChange
from peersupport.audit.status import WrongStatus
from programs.models import NumberSeries, Seat
from programs.tests.factories import CohortFactory
from training import selectors
from training.actions import certificates
from training.actions.certificates import RuleNotMet
from training.models import Certificate, Participation
from training.tests.factories import CertificateFactory, ParticipationFactory

LATE = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)  # already 2027 in Sweden


def test_four_days_of_five_are_enough_and_the_seat_is_delivered(national, held):
    participation = held("present", "present", "present", "morning", "morning")

    made = certificates.issue(participation=participation, by=national.user, at=LATE)

    participation.refresh_from_db()
    assert (made.person, made.host, made.participation) == (participation.person, participation.host, participation)
    assert (made.number, made.issued_on, made.valid_until) == ("C-2027-0001", dt.date(2027, 1, 1), None)
    copy = made.copies.get()
    assert re.fullmatch(r"[0-9a-f]{32}", copy.code)
    assert (copy.edition, copy.language, copy.made_at, copy.made_by) == (1, "sv", LATE, national.user)
    assert participation.status == Participation.Status.CERTIFIED
    assert Seat.objects.get(pk=participation.seat_id).status == Seat.Status.DELIVERED
    assert StatusChange.objects.filter(subject=f"training.participation:{participation.pk}").get().became == "certified"


def test_below_the_rule_there_is_no_certificate_and_nothing_is_written(national, held):
    participation = held("present", "present", "present", "morning", "excused")

    with pytest.raises(RuleNotMet):
        certificates.issue(participation=participation, by=national.user, at=LATE)

    assert (Certificate.objects.count(), NumberSeries.objects.count(), StatusChange.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("status", ["certified", "dropped_out"])
def test_a_certificate_is_not_issued_from_this_state(national, held, status):
    participation = held("present")
    left = {"left_for": "own"} if status == "dropped_out" else {}
    Participation.objects.filter(pk=participation.pk).update(status=status, **left)  # as if it had come so far

    with pytest.raises(WrongStatus):
        certificates.issue(participation=participation, by=national.user, at=LATE)

    assert Certificate.objects.count() == 0


def test_whoever_did_not_complete_can_be_certified_later(national, held):
    participation = held("present")
    Participation.objects.filter(pk=participation.pk).update(status="not_completed")

    assert certificates.issue(participation=participation, by=national.user, at=LATE).participation == participation


def test_issue_all_takes_those_who_meet_the_rule_in_order_of_name(national, held):
    cohort = CohortFactory(running=True)
    second = held("present", "present", cohort=cohort)
    held("absent", "absent", cohort=cohort)
    third = held("present", "present", cohort=cohort)
    elsewhere = held("present", "present")

    made = certificates.issue_all(cohort=cohort, by=national.user, at=LATE)

    assert [(one.participation, one.number) for one in made] == [(second, "C-2027-0001"), (third, "C-2027-0002")]
    assert not Certificate.objects.filter(participation=elsewhere).exists()
    assert certificates.issue_all(cohort=cohort, by=national.user, at=LATE) == []


@pytest.mark.parametrize(
    ("marks", "attended", "ready"),
    [
        (["present"] * 4 + ["absent"], Decimal(4), True),
        (["present"] * 3 + ["morning", "morning"], Decimal(4), True),
        (["present"] * 3 + ["morning", "absent"], Decimal("3.5"), False),
        (["excused"] * 5, Decimal(0), False),
        ([], Decimal(0), False),
    ],
)
def test_the_rule_in_sql_and_the_rule_in_words_agree(held, db, marks, attended, ready):
    participation = held(*marks, days=5)

    standing = selectors.standing_of(participation=participation)

    assert (standing.sessions, standing.registered, standing.days_attended) == (10, 10, attended)
    assert standing.meets_the_rule is ready
    assert Participation.objects.ready_for_certificate().filter(pk=participation.pk).exists() is ready
    assert bool(standing.why_not_yet) is not ready


def test_the_standing_of_a_whole_cohort_is_one_statement(held, db, django_assert_num_queries):
    cohort = CohortFactory(running=True)
    for _number in range(3):
        held("present", "morning", cohort=cohort)

    with django_assert_num_queries(1):
        rows = [selectors.standing(row).days_attended for row in Participation.objects.with_attendance()]

    assert rows == [Decimal("1.5")] * 3


@pytest.mark.parametrize("state", ["revoked", "suspended"])
def test_a_revoked_or_suspended_certificate_is_not_valid(db, state):
    assert CertificateFactory(**{state: True}).is_valid(dt.date(2026, 9, 18)) is False


def test_a_revoked_certificate_counts_no_more(db):
    certificate = CertificateFactory(revoked=True)

    assert selectors.certified_total(programme=certificate.participation.cohort.programme) == 0


@pytest.mark.parametrize(("day", "valid"), [(18, True), (19, False)])
def test_a_certificate_with_a_last_day_is_valid_through_it(db, day, valid):
    certificate = CertificateFactory(valid_until=dt.date(2027, 9, 18))

    assert certificate.is_valid(dt.date(2027, 9, day)) is valid


def test_people_are_counted_once_and_those_who_left_not_at_all(db, django_assert_num_queries):
    first = ParticipationFactory()
    programme = first.cohort.programme
    again = CohortFactory(programme=programme, host=first.host)
    ParticipationFactory(cohort=again, person=first.person)
    ParticipationFactory(cohort=again, dropped_out=True)
    ParticipationFactory(cohort=again)
    ParticipationFactory()

    with django_assert_num_queries(1):
        assert selectors.people_total(programme=programme) == 2
    with django_assert_num_queries(1):
        assert selectors.certified_total(programme=programme) == 0
