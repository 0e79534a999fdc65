"""An application while it is written, and when it is sent."""

import datetime as dt
import uuid

import pytest
from django.db import connection

from peersupport.audit.status import WrongStatus
from peersupport.directory.models import Person
from peersupport.letters.models import Letter
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.privacy import sealed
from peersupport.shared import sealing
from peersupport.shared.refusals import Refused
from programs.models import Seat
from programs.tests.factories import CohortFactory, SeatFactory
from training import selectors
from training.actions import drafts, papers
from training.models import Application, ApplicationConsent, Paper
from training.rules import LONGEST_LETTER
from training.tests.factories import ApplicationFactory
from training.tests.steps import CONTACT, LETTER, NOON, send, sent, written

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def code(db) -> str:
    return CohortFactory().application_code


def begin(code: str, **changed) -> Application:
    return drafts.begin(**{"key": uuid.uuid4(), "code": code, "language": "sv", "at": NOON, **CONTACT, **changed})


def test_what_is_sent_is_kept_with_its_consents_and_enters_no_register(db):
    cohort = CohortFactory()

    received = send(written(cohort.application_code), agreed={"training", "network"})

    received.refresh_from_db()
    assert (received.cohort, received.host, received.seat, received.status) == (cohort, cohort.host, None, "received")
    assert (received.can_attend, received.wants_half_time, received.received_at) == ("yes", "unsure", NOON)
    assert set(received.consents.values_list("purpose", "text_version", "given_at")) == {
        ("training", cohort.programme.consent_version, NOON),
        ("network", ApplicationConsent.VERSIONS["network"], NOON),
    }
    assert Person.objects.count() == 0


def test_a_seats_code_names_the_seat_in_capital_letters_too(db):
    seat = SeatFactory()

    assert sent(seat.application_code.upper()).seat == seat


@pytest.mark.parametrize("state", ["draft", "completed", "cancelled"])
def test_a_cohort_that_is_not_open_takes_no_application(db, state):
    cohort = CohortFactory(**{state: True})

    with pytest.raises(drafts.NotOpen):
        begin(cohort.application_code)

    assert Application.objects.count() == 0


@pytest.mark.parametrize("state", [Seat.Status.ASSIGNED, Seat.Status.DELIVERED, Seat.Status.RELEASED])
def test_a_seat_that_somebody_gets_meanwhile_takes_no_application(db, state):
    seat = SeatFactory()
    draft = written(seat.application_code)
    Seat.objects.filter(pk=seat.pk).update(status=state)

    with pytest.raises(drafts.NotOpen):
        send(draft)
    with pytest.raises(drafts.NotOpen):
        begin(seat.application_code)


def test_an_unknown_code_takes_no_application(db):
    with pytest.raises(drafts.NotOpen):
        begin("nosuchcode")


def test_consent_to_another_text_is_refused_beside_the_box(code):
    with pytest.raises(drafts.ConsentOutdated) as refusal:
        send(written(code), consent_version="2025-1")

    assert (refusal.value.field, Application.objects.get().status) == ("consent", "draft")


def test_without_the_consent_that_it_needs_nothing_is_sent(code):
    with pytest.raises(Refused) as refusal:
        send(written(code), agreed={"network"})

    assert (refusal.value.field, Application.objects.get().status) == ("consent", "draft")


def test_each_step_has_to_be_there(code):
    draft = begin(code)

    with pytest.raises(Refused) as without_letter:
        send(draft)
    drafts.write_letter(draft=draft, letter=LETTER, at=NOON)
    with pytest.raises(Refused) as without_answers:
        send(draft)

    assert (without_letter.value.field, without_answers.value.field) == ("letter", "can_attend")


@pytest.mark.parametrize("letter", ["", "Hej", "x" * (LONGEST_LETTER + 1)])
def test_a_letter_says_something_and_not_all(code, letter):
    draft = begin(code)

    with pytest.raises(Refused) as refusal:
        drafts.write_letter(draft=draft, letter=letter, at=NOON)

    assert (refusal.value.field, Paper.objects.count()) == ("letter", 0)


def test_the_letter_is_sealed_and_comes_back_for_who_wrote_it(code):
    draft = written(code)
    drafts.write_letter(draft=draft, letter=LETTER + " Tillagt.", at=NOON + HOUR)

    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(t::text)::text FROM training_paper t")
        stored = cursor.fetchone()[0]

    assert drafts.letter_of(draft) == LETTER + " Tillagt."
    assert Paper.objects.count() == 1
    assert not any(word in stored for word in LETTER.split() if len(word) > 4)


def test_a_letter_moved_to_another_application_does_not_open(code):
    mine, other = written(code), written(CohortFactory().application_code, email="b@example.org")
    paper = Paper.objects.get(application=mine)
    Paper.objects.filter(application=other).update(sealed=paper.sealed)

    with pytest.raises(sealing.SealBroken):
        sealed.opened(Paper.objects.get(application=other))
    assert drafts.letter_of(other) == ""  # and can be written anew
    drafts.write_letter(draft=other, letter=LETTER, at=NOON)
    assert drafts.letter_of(other) == LETTER


def test_a_draft_is_changed_until_it_is_sent(code):
    draft = written(code)
    drafts.change_contact(draft=draft, at=NOON, **CONTACT | {"given_name": "Åse"})
    send(draft)

    draft.refresh_from_db()
    assert draft.given_name == "Åse"
    for change in (
        lambda: drafts.change_contact(draft=draft, at=NOON, **CONTACT),
        lambda: drafts.write_letter(draft=draft, letter=LETTER, at=NOON),
        lambda: drafts.answer(draft=draft, can_attend="no", wants_half_time="no", at=NOON),
        lambda: drafts.discard(draft=draft),
        lambda: send(draft),
    ):
        with pytest.raises(WrongStatus):
            change()


def test_what_is_thrown_away_is_gone_with_its_letter(code):
    drafts.discard(draft=written(code))

    assert (Application.objects.count(), Paper.objects.count()) == (0, 0)


def test_a_first_step_sent_twice_is_one_draft(code):
    key = uuid.uuid4()

    assert begin(code, key=key) == begin(code, key=key, email="b@example.org")
    assert Application.objects.count() == 1


def test_a_browsers_token_opens_its_draft_for_a_day_and_for_this_course_only(code):
    draft = written(code)
    token = drafts.token_for(draft, at=NOON)
    call, other = selectors.call_for(code), selectors.call_for(CohortFactory().application_code)

    assert drafts.behind(token=token, call=call, at=NOON + 23 * HOUR) == draft
    assert drafts.behind(token=token, call=call, at=NOON + 24 * HOUR) is None
    assert drafts.behind(token=token, call=other, at=NOON) is None
    assert drafts.behind(token=token[:-1] + ("0" if token[-1] != "0" else "1"), call=call, at=NOON) is None
    assert drafts.behind(token="", call=call, at=NOON) is None
    send(draft)
    assert drafts.behind(token=token, call=call, at=NOON) is None


def test_drafts_that_nobody_goes_on_with_are_erased_after_a_day(code):
    old, young = written(code), written(code, email="b@example.org", at=NOON + HOUR)
    received = sent(code, email="c@example.org")

    assert drafts.erase_abandoned(at=NOON + 24 * HOUR) == 1
    assert set(Application.objects.all()) == {young, received}
    assert not Paper.objects.filter(application_id=old.pk).exists()


def test_the_same_address_twice_keeps_the_first_application_unchanged(code):
    first = sent(code)

    again = sent(code, given_name="Någon", family_name="Annan", at=NOON + dt.timedelta(days=1))

    assert (again, Application.objects.get().given_name) == (first, "Åsa")
    assert list(Letter.objects.values_list("kind", "subject_id")) == [("application_received", first.pk)] * 2
    assert OneTimeLink.objects.filter(purpose="training.application").count() == 1


def test_whoever_was_rejected_may_apply_again(db):
    rejected = ApplicationFactory(rejected=True, email="asa@example.org")

    received = sent(rejected.cohort.application_code)

    assert (received.pk != rejected.pk, Application.objects.count()) == (True, 2)


def test_papers_are_erased_three_months_after_the_decision_and_the_rejected_lose_their_name(code):
    waiting, rejected, admitted, reserve = (sent(code, email=f"{n}@example.org") for n in range(4))
    by = ApplicationFactory(rejected=True).decided_by
    decided = {"decided_at": NOON, "decided_by": by, "told_at": NOON, "told_by": by}
    Application.objects.filter(pk=rejected.pk).update(status="rejected", reason="full", **decided)
    Application.objects.filter(pk=admitted.pk).update(status="admitted", **decided)
    Application.objects.filter(pk=reserve.pk).update(
        status="reserve", reserve_until=NOON.date() + dt.timedelta(days=365), **decided
    )

    assert papers.erase_old(at=NOON + papers.KEPT_FOR - HOUR) == 0
    assert papers.erase_old(at=NOON + papers.KEPT_FOR) == 2
    assert papers.erase_old(at=NOON + papers.KEPT_FOR) == 0

    assert set(Paper.objects.values_list("application", flat=True)) == {waiting.pk, reserve.pk}
    rejected.refresh_from_db()
    admitted.refresh_from_db()
    assert (rejected.name, rejected.email, rejected.phone) == ("Erased", "erased@example.invalid", "")
    assert admitted.name == "Åsa Lindgren"


def test_a_new_key_takes_over_the_letters(code, settings):
    draft = written(code)
    settings.SEALING_KEYS = {"new": bytes(range(32)), **settings.SEALING_KEYS}

    assert (sealed.reseal(Paper), sealed.reseal(Paper)) == (1, 0)
    settings.SEALING_KEYS = {"new": bytes(range(32))}
    assert drafts.letter_of(draft) == LETTER


def test_the_letter_leads_to_the_applicants_own_page_and_names_nobody(code):
    from peersupport.letters.rendering import render

    received = sent(code)

    text = render(Letter.objects.get()).source.decode()
    link = OneTimeLink.objects.get(purpose="training.application")
    assert onetime.token_of(link) in text.replace("=\r\n", "")
    assert not any(word in text for word in ("Lindgren", received.cohort.name, "peer supp"))
