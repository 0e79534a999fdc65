"""actions.programmes: the numbers that a programme follows."""

from decimal import Decimal

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import OrganisationFactory
from peersupport.shared.refusals import Conflict, Refused
from programs.actions import programmes
from programs.models import Programme, SupervisionPhase
from programs.tests.factories import ProgrammeFactory
from programs.tests.steps import MARCH

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


def phases_of(programme) -> list[tuple[int | None, int]]:
    rows = programme.supervision_phases.order_by(SupervisionPhase.in_order())
    return list(rows.values_list("until_week", "every_days"))


def test_a_new_programme_supervises_close_together_at_first(who):
    owner = OrganisationFactory(host=True)

    made = programmes.create(name="PEER Support", spelled_out="", owner=owner, seat_price=Decimal(68000), **who)

    made.refresh_from_db()
    assert (made.study_weeks, made.days_per_week, made.staff_sessions) == ([0, 2, 4], 5, 3)
    assert (made.attendance_required, made.seat_price, made.version) == (Decimal("0.800"), 68000, 1)
    assert phases_of(made) == [(4, 7), (12, 14), (52, 30), (None, 60)]


def test_programmes_have_different_names(who):
    other = ProgrammeFactory(name="PEER Support")

    with pytest.raises(Refused) as refusal:
        programmes.create(name="PEER Support", spelled_out="", owner=other.owner, **who)

    assert refusal.value.field == "name"


def test_a_programme_can_not_take_the_name_of_another(who):
    ProgrammeFactory(name="PEER Support")
    own = ProgrammeFactory()

    with pytest.raises(Refused):
        programmes.change(programme=own, version=1, name="PEER Support", **who)

    own.refresh_from_db()
    assert own.version == 1


def test_changing_says_who_and_when_and_replaces_the_phases(who):
    programme = ProgrammeFactory()

    programmes.change(programme=programme, version=1, staff_sessions=4, phases=[(8, 10), (None, 30)], **who)

    programme.refresh_from_db()
    assert (programme.staff_sessions, programme.version) == (4, 2)
    assert (programme.changed_by, programme.changed_at) == (who["by"], MARCH)
    assert phases_of(programme) == [(8, 10), (None, 30)]


def test_who_edits_what_somebody_else_has_changed_is_told(who):
    programme = ProgrammeFactory()
    programmes.change(programme=programme, version=1, staff_sessions=4, **who)

    with pytest.raises(Conflict):
        programmes.change(programme=programme, version=1, staff_sessions=5, **who)

    assert Programme.objects.get().staff_sessions == 4


@pytest.mark.parametrize("phases", [[], [(4, 7)], [(12, 7), (4, 14), (None, 30)], [(4, 7), (4, 14), (None, 30)]])
def test_phases_rise_and_the_last_has_no_end(phases, who):
    programme = ProgrammeFactory()

    with pytest.raises(Refused) as refusal:
        programmes.change(programme=programme, version=1, phases=phases, **who)

    assert refusal.value.field == "phases"
