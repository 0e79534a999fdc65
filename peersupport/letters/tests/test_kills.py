import pytest

from peersupport.letters.models import Letter
from peersupport.letters.tests.kills import kill_while_sending, own_corner
from peersupport.letters.tests.relay import Relay

LETTERS, KILLS = 200, 3


@pytest.mark.django_db(transaction=True)
def test_no_letter_is_lost_when_workers_are_killed_and_valkey_is_wiped():
    with Relay(slowness=0.01) as relay:
        seen = kill_while_sending(relay, broker=own_corner(9), letters=LETTERS, kills=KILLS, seconds=60)

    assert seen.lost == 0
    assert seen.strangers == 0
    assert seen.twice <= KILLS
    assert seen.arrived == LETTERS + seen.twice
    assert Letter.objects.filter(state="sent").count() == LETTERS
