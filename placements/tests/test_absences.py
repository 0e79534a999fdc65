"""Days on which they have agreed not to meet: the next session is planned around them."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from peersupport.shared.calendar import is_day_off
from peersupport.shared.refusals import Refused
from placements import rules
from placements.actions import absences, placements
from placements.models import AgreedAbsence, SupervisionPlan
from placements.tests.conftest import AT, ON
from placements.tests.factories import PHASES, AgreedAbsenceFactory

DAY = dt.timedelta(days=1)


def agree(placement, first, last, **changes):
    asked = {"key": uuid.uuid4(), "by": placement.supervisor, "at": AT} | changes
    return absences.agree(placement=placement, begins_on=ON + first * DAY, ends_on=ON + last * DAY, **asked)


def next_due():
    return SupervisionPlan.objects.get().next_due_on


def test_the_next_session_is_planned_after_the_days(cast):
    placement = cast.start()

    absence = agree(placement, 5, 10)
    around = next_due()
    absences.remove(absence=absence, at=AT)

    assert (around, next_due()) == (ON + 11 * DAY, ON + 7 * DAY)  # 7 to 12 March; the 13th is a Friday


def test_days_that_lie_elsewhere_move_nothing(cast):
    agree(cast.start(), 20, 25)

    assert next_due() == ON + 7 * DAY


@given(
    starts_on=st.dates(dt.date(2016, 1, 1), dt.date(2040, 1, 1)),
    away=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 60)), max_size=4),
    held=st.none() | st.integers(0, 400),
    on=st.integers(0, 90),
)
def test_any_days_agreed_on_give_the_first_that_is_free(starts_on, away, held, on):
    times = [(starts_on + first * DAY, starts_on + (first + n) * DAY) for first, n in away]
    asked = {
        "starts_on": starts_on,
        "last_held_on": None if held is None else starts_on + held * DAY,
        "not_before": starts_on + (on + 1) * DAY,
    }

    def off(day):
        return is_day_off(day) or any(first <= day <= last for first, last in times)

    found, plain = rules.next_date(PHASES, is_day_off=off, **asked), rules.next_date(PHASES, **asked)

    between = [plain + n * DAY for n in range((found - plain).days)]
    assert (off(found), [day for day in between if not off(day)], found >= asked["not_before"]) == (False, [], True)


def test_a_form_sent_twice_notes_them_once(cast):
    placement, key = cast.start(), uuid.uuid4()

    assert agree(placement, 5, 10, key=key) == agree(placement, 5, 10, key=key)


@pytest.mark.parametrize(("first", "last"), [(5, 4), (5, 66)], ids=["backwards", "so long that it is a pause"])
def test_days_that_cannot_be(cast, first, last):
    with pytest.raises(Refused) as refusal:
        agree(cast.start(), first, last)

    assert (refusal.value.field, AgreedAbsence.objects.count()) == ("ends_on", 0)


def test_nothing_is_agreed_on_after_the_end(cast):
    placement = cast.start()
    placements.end(placement=placement, ends_on=ON, reason="term", by=cast.clerk, at=AT)

    with pytest.raises(Refused):
        agree(placement, 5, 6)


def test_the_database_refuses_days_backwards(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreedAbsenceFactory(ends_on=dt.date(2026, 7, 5))


def test_noting_and_taking_away_on_the_page(cast, client):
    placement = cast.start(starts_on=timezone.localdate(), at=timezone.now())
    client.force_login(cast.supervisor.user)
    path = reverse("placements:placement_absences", args=[placement.pk])
    day = (timezone.localdate() + 3 * DAY).isoformat()

    noted = client.post(path, {"key": str(uuid.uuid4()), "begins_on": day, "ends_on": day})
    row = AgreedAbsence.objects.get()
    gone = client.post(reverse("placements:placement_absence_remove", args=[placement.pk, row.pk]))

    assert (noted.status_code, gone.status_code, AgreedAbsence.objects.count()) == (302, 302, 0)
