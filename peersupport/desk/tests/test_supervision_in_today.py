"""What Today says of supervision, and to whom."""

import datetime as dt

import pytest

from peersupport.desk.rules.work import supervision_late
from placements.tests.conftest import ON, make_cast

DAY = dt.timedelta(days=1)


@pytest.mark.django_db
def test_late_stands_there_for_coordinators_once_the_flag_of_the_phase_is_reached():
    cast = make_cast()
    cast.start()

    assert [len(supervision_late(cast.coordinator, ON + n * DAY)) for n in (8, 14, 15)] == [0, 0, 1]
