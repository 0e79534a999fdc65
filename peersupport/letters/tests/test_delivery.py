import datetime as dt

import pytest
from django.conf import settings as live

from peersupport.letters import delivery, tasks
from peersupport.letters.models import Letter
from peersupport.letters.outcome import Fate, Outcome, after, pause
from peersupport.letters.rendering import message_id
from peersupport.letters.tests.factories import NOON, LetterFactory
from peersupport.letters.tests.relay import HANG_UP, HANG_UP_AND_KEEP

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def run(at=NOON) -> int:
    return delivery.run(clock=lambda: at)


def greet(**fields) -> Letter:
    return LetterFactory(**{"kind": "greeting", "subject_id": 7, "values": {"day": "måndag"}, **fields})


def now_in_database(letter: Letter) -> Letter:
    return Letter.objects.get(pk=letter.pk)


def test_a_letter_arrives_as_it_was_meant(relay, greeting):
    letter = greet(user__email="anna@example.org", values={"day": "måndag", "secret": "never listed"})

    assert run() == 1

    [arrived] = relay.letters
    assert relay.recipients == [["anna@example.org"]]
    assert arrived["To"] == "anna@example.org"
    assert arrived["Subject"] == "Logga in: måndag"
    assert arrived.get_content().rstrip() == f"måndag & {live.SITE_URL} & 14 &"
    assert arrived.get_content_type() == "text/plain"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Message-ID"] == message_id(letter.key)
    stored = now_in_database(letter)
    assert (stored.state, stored.sent_at, stored.lease_until, stored.attempts) == ("sent", NOON, None, 1)


def test_the_language_and_the_address_are_those_of_the_moment_of_sending(relay, greeting):
    letter = greet(user__language="sv")
    letter.user.language, letter.user.email = "en", "new@example.org"
    letter.user.save()

    run()

    assert relay.recipients == [["new@example.org"]]
    assert relay.letters[0]["Subject"] == "Sign in: måndag"


def test_somebody_without_an_account_gets_the_language_that_was_posted(relay, greeting):
    greet(user=None, subject_id=7, address="utan@example.org", language="en")

    run()

    assert relay.letters[0]["Subject"] == "Sign in: måndag"


def test_a_subject_is_one_line_whatever_its_values_hold(relay, greeting):
    greet(values={"day": "a\r\nBcc: b@example.org"})

    run()

    assert relay.letters[0]["Subject"] == "Logga in: a Bcc: b@example.org"
    assert relay.letters[0]["Bcc"] is None
    assert len(relay.recipients[0]) == 1


def test_an_address_that_became_two_is_never_sent_to(relay, greeting):
    letter = greet(user=None, subject_id=7, address="a@example.org, b@example.org")

    assert run() == 0

    assert relay.letters == []
    assert now_in_database(letter).error_class == "ValueError"


@pytest.mark.parametrize("fields", [{"subject_id": 13}, {"user__is_active": False}])
def test_a_letter_that_is_no_longer_wanted_is_not_sent(relay, greeting, fields):
    letter = greet(**fields)

    assert run() == 0

    assert relay.letters == []
    assert now_in_database(letter).state == "cancelled"


def test_a_letter_waits_for_its_time(relay, greeting):
    greet(not_before=NOON + MINUTE)

    assert run() == 0
    assert run(NOON + MINUTE) == 1


@pytest.mark.parametrize("state", ["queued", "retry", "in_doubt"])
def test_a_letter_past_its_time_is_never_sent(relay, greeting, state):
    letter = greet(state=state)

    assert run(letter.expires_at) == 0

    assert relay.letters == []
    assert now_in_database(letter).state == "expired"


def test_many_letters_go_over_one_connection_the_oldest_first(relay, greeting):
    third, first, second = (greet(not_before=NOON - MINUTE * age) for age in (1, 3, 2))

    assert run() == 3

    assert [letter["To"] for letter in relay.letters] == [one.user.email for one in (first, second, third)]
    assert relay.connections == 1


@pytest.mark.parametrize("answers", [{"on_mail": ["451 Later"]}, {"on_text": ["452 Full"]}])
def test_a_relay_that_says_later_is_asked_again_later(relay, greeting, answers):
    letter = greet()
    vars(relay).update(answers)

    assert run() == 0

    waiting = now_in_database(letter)
    assert (waiting.state, waiting.attempts, waiting.lease_until) == ("retry", 1, None)
    assert NOON + MINUTE * 0.8 <= waiting.not_before <= NOON + MINUTE * 1.2
    assert waiting.error_class in ("SMTPSenderRefused 451", "SMTPDataError 452")
    assert run(NOON + MINUTE * 2) == 1
    assert len(relay.letters) == 1


@pytest.mark.parametrize("answers", [{"on_mail": ["550 No"]}, {"on_text": ["554 Spam for anna@example.org"]}])
def test_a_relay_that_says_no_is_not_asked_again(relay, greeting, answers):
    letter, other = greet(), greet(not_before=NOON + MINUTE * 0)
    vars(relay).update(answers)

    assert run() == 1

    assert now_in_database(letter).state == "failed"
    assert now_in_database(letter).error_class in ("SMTPSenderRefused 550", "SMTPDataError 554")
    assert now_in_database(other).state == "sent"


def test_a_lost_answer_leaves_a_letter_in_doubt_and_it_goes_once_more_with_the_same_id(relay, greeting):
    letter = greet()
    relay.on_text = [HANG_UP_AND_KEEP]

    assert run() == 0
    assert now_in_database(letter).state == "in_doubt"
    assert run(NOON + MINUTE * 2) == 1

    assert list(relay.ids.values()) == [2]
    assert now_in_database(letter).state == "sent"


def test_two_lost_answers_in_a_row_are_for_a_person_to_look_at(relay, greeting):
    letter = greet()
    relay.on_text = [HANG_UP_AND_KEEP, HANG_UP_AND_KEEP]

    run()
    run(NOON + MINUTE * 2)
    run(NOON + MINUTE * 9)

    assert list(relay.ids.values()) == [2]
    assert now_in_database(letter).state == "failed"
    assert now_in_database(letter).error_class == "twice SMTPServerDisconnected"


def test_a_letter_in_doubt_stays_so_while_the_relay_is_busy(relay, greeting):
    letter = greet(state="in_doubt")
    relay.on_mail = ["451 Later"]

    run()

    assert now_in_database(letter).state == "in_doubt"


@pytest.mark.parametrize("goodbye", ["421 Enough for one connection", HANG_UP])
def test_a_relay_that_closes_a_used_connection_gets_a_new_one_at_once(relay, greeting, goodbye):
    greet()
    greet()
    relay.on_mail = ["250 OK", goodbye]

    assert run() == 2

    assert relay.connections == 2
    assert list(relay.ids.values()) == [1, 1]


def test_a_relay_that_hangs_up_on_everybody_is_left_alone_until_the_next_sweep(relay, greeting):
    letters = [greet(), greet()]
    relay.on_mail = [HANG_UP, HANG_UP]

    assert run() == 0

    assert relay.connections == 1
    assert [now_in_database(letter).attempts for letter in letters] == [1, 0]


def test_a_relay_that_is_down_costs_no_letter_a_try(settings, greeting):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    letter = greet()

    assert run() == 0

    assert (now_in_database(letter).state, now_in_database(letter).attempts) == ("queued", 0)


def test_one_letter_that_cannot_be_written_stops_no_other(relay, greeting):
    broken, fine = greet(kind="from another release"), greet()

    assert run() == 1

    assert (now_in_database(broken).state, now_in_database(broken).error_class) == ("retry", "KeyError")
    assert now_in_database(fine).state == "sent"


def test_the_letter_of_a_worker_that_died_goes_when_its_lease_has_run_out(relay, greeting):
    letter = greet(sending=True)

    assert run() == 0
    assert run(letter.lease_until) == 1
    assert now_in_database(letter).attempts == 2


def test_a_worker_that_slept_past_its_lease_keeps_its_hands_off(relay, greeting):
    mine = delivery._claim(at=NOON) if greet() else None
    Letter.objects.update(lease_until=NOON + MINUTE * 9)  # somebody else's now

    delivery._mark(mine, after(Outcome(Fate.NEVER), attempts=1, in_doubt=False, line_was_used=False), at=NOON)

    assert now_in_database(mine).state == "sending"


def test_a_lease_is_longer_than_a_relay_can_make_a_letter_take(settings):
    settings.EMAIL_TIMEOUT = 10
    four_steps = dt.timedelta(seconds=4 * settings.EMAIL_TIMEOUT)

    assert delivery.lease() > four_steps


def test_the_turn_of_a_worker_ends(relay, greeting):
    for _ in range(5):
        greet()
    ticks = iter(range(100))

    sent = delivery.run(clock=lambda: NOON + dt.timedelta(seconds=10 * next(ticks)))

    assert 0 < sent < 5
    assert Letter.objects.filter(state="sending").count() == 0


def test_pauses_grow_and_end_at_an_hour():
    assert MINUTE * 0.8 <= pause(1) <= MINUTE * 1.2
    assert pause(1) < pause(2) < pause(4) < pause(6)
    assert MINUTE * 48 <= pause(30_000) <= MINUTE * 72


def test_the_doors_deliver_with_the_real_clock(relay, greeting):
    a_day = dt.timedelta(days=36500)
    greet(expires_at=NOON + a_day)
    tasks.sweep()
    greet(expires_at=NOON + a_day)
    tasks.deliver()

    assert len(relay.letters) == 2


def test_rounds_of_long_ago_send_nothing(relay, greeting):
    years_ago = dt.timedelta(days=3650)
    for _ in range(3):
        greet(created_at=NOON - years_ago, not_before=NOON - years_ago, expires_at=NOON - years_ago + MINUTE)

    assert run() == 0
    assert set(Letter.objects.values_list("state", flat=True)) == {"expired"}
