"""The note to a session: who reads it, that readings are kept, and that its words are nowhere else."""

import datetime as dt
import logging
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.permissions import Role
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.privacy.models import Reading
from peersupport.privacy.sealed import opened
from peersupport.shared.refusals import Refused
from peersupport.tests.rows import tables_holding
from placements.actions import session_notes, special, supervision
from placements.models import SessionNote, SupervisionDraft, SupervisionSession
from placements.tests.conftest import ON
from placements.tests.factories import SessionNoteFactory, SupervisionSessionFactory

NOW = dt.datetime(2026, 3, 10, 9, tzinfo=dt.UTC)
WORDS = "Kanariefågeln sjöng om uppdraget"


@pytest.fixture
def peer(cast):
    return MembershipFactory(peer=True, organisation=cast.host)


@pytest.fixture
def session(cast, peer):
    participation = cast.certified()
    participation.person.user = peer.user
    participation.person.save()
    placement = cast.start(participation=participation)
    return SupervisionSessionFactory(placement=placement, logged_at=timezone.now())


def path(name, session):
    return reverse(f"placements:{name}", args=[session.pk])


def as_(membership):
    client = Client()
    client.force_login(membership.user)
    return client


def read_it(membership, session):
    answer = as_(membership).get(path("session_note", session))
    return answer.status_code, WORDS in answer.content.decode()


def test_who_noted_the_session_writes_it_and_the_peer_supporter_reads_it(cast, peer, session):
    as_(cast.supervisor).post(path("session_note_write", session), {"text": WORDS})

    seen = [read_it(who, session) for who in (cast.supervisor, peer)]

    assert seen == [(200, True)] * 2
    assert opened(SessionNote.objects.get()) == WORDS
    assert set(Reading.objects.values_list("what", "read_by")) == {
        ("session note", cast.supervisor.user_id),
        ("session note", peer.user_id),
    }


def test_nobody_else_reads_it_or_is_told_that_there_is_one(cast, peer, session):
    SessionNoteFactory(session=session, text=WORDS)
    colleague = MembershipFactory(role=Role.SUPERVISOR, organisation=cast.host)
    others = [cast.coordinator, MembershipFactory(national=True), cast.manager, colleague, MembershipFactory(peer=True)]

    seen = [read_it(who, session)[0] for who in others]

    assert set(seen) <= {403, 404}
    told = as_(cast.coordinator).get(path("session", session)).content.decode()
    assert path("session_note", session) not in told
    assert path("session_note", session) in as_(peer).get(path("session", session)).content.decode()
    assert not Reading.objects.exists()


def test_another_supervisor_who_takes_over_does_not_read_it(cast, session):
    SessionNoteFactory(session=session, text=WORDS)
    colleague = MembershipFactory(role=Role.SUPERVISOR, organisation=cast.host)
    type(session.placement).objects.update(supervisor=colleague.user)

    assert list(SessionNote.objects.readable_by(colleague)) == []
    assert as_(colleague).get(path("session_note_write", session)).status_code == 404


def test_the_peer_supporter_does_not_write_in_it(peer, session):
    note = SessionNoteFactory(session=session, text=WORDS)

    with pytest.raises(Refused):
        session_notes.save(session=session, text="Annat", by=peer.user, at=NOW)

    assert as_(peer).post(path("session_note_write", session), {"text": "Annat"}).status_code == 403
    assert opened(SessionNote.objects.get(pk=note.pk)) == WORDS


def test_the_same_again_changes_nothing_and_nothing_written_throws_it_away(session):
    def save(text):
        session_notes.save(session=session, text=text, by=session.logged_by, at=NOW)
        return list(SessionNote.objects.values_list("sealed", flat=True))

    first, again, other, gone = save(WORDS), save(WORDS), save("Annat"), save("")

    assert (first == again, first == other, gone) == (True, False, [])


def test_its_owner_sees_in_their_data_who_has_read_it(cast, peer, session):
    SessionNoteFactory(session=session, text=WORDS)
    read_it(cast.supervisor, session)

    told = as_(peer).get(reverse("my_data")).content.decode()

    assert "en anteckning från din handledning" in told
    assert cast.supervisor.user.get_full_name() in told


def test_its_words_are_in_no_table_no_log_and_no_letter(cast, session, caplog):
    with caplog.at_level(logging.DEBUG):
        as_(cast.supervisor).post(path("session_note_write", session), {"text": WORDS})
        as_(cast.supervisor).post(path("session_note_write", session), {"text": WORDS * 100})  # too long
        read_it(cast.supervisor, session)

    assert SessionNote.objects.count() == 1
    assert "Kanarie" not in caplog.text
    assert tables_holding("Kanarie") == set()


def test_it_is_in_no_draft_and_in_no_form_that_waits_on_a_phone(cast, session):
    client = as_(cast.supervisor)
    sent = {"key": str(uuid.uuid4()), "who": str(session.placement_id), "text": WORDS, "note": WORDS}
    client.post(reverse("placements:session_draft"), sent)

    form = client.get(reverse("placements:session_new")).context["form"]

    assert SupervisionDraft.objects.exists()
    assert {"text", "note"} & set(form.fields) == set()
    assert tables_holding("Kanarie") == set()


def test_after_a_year_it_is_erased_and_the_session_stays(session):
    SessionNoteFactory(session=session)
    last = session.held_on + SessionNote.KEPT_FOR

    erased = [session_notes.erase_old(on=day) for day in (last - dt.timedelta(days=1), last)]

    assert (erased, SessionNote.objects.count(), SupervisionSession.objects.count()) == ([0, 1], 0, 1)


def test_to_a_session_of_more_than_a_year_ago_none_is_written(session):
    later = NOW + dt.timedelta(days=400)

    with pytest.raises(Refused) as refused:
        session_notes.save(session=session, text=WORDS, by=session.logged_by, at=later)

    assert refused.value.field == "text"


def test_somebody_who_is_handled_specially_has_none(session):
    SessionNoteFactory(session=session)

    special.forget(person=session.placement.person)

    assert SessionNote.objects.count() == 0


def test_one_that_cant_be_opened_is_said_and_is_no_fault(cast, session):
    SessionNoteFactory(session=session)
    SessionNote.objects.update(sealed="k1.broken")

    told = as_(cast.supervisor).get(path("session_note", session), follow=True)

    assert "Det går inte att öppna" in told.content.decode()


def test_a_note_says_something(session):
    with pytest.raises(IntegrityError, match="session_note_says_something"), transaction.atomic():
        SessionNoteFactory(session=session, sealed="")


def test_a_correction_keeps_the_note(cast, session):
    SessionNoteFactory(session=session, text=WORDS)
    what = {"held_on": session.held_on, "form": "phone", "minutes": 30, "themes": [], "mood": "good"}
    supervision.correct(
        session=session, reason="", by=session.logged_by, at=timezone.now(), on=ON + dt.timedelta(days=20), **what
    )

    assert opened(SessionNote.objects.get()) == WORDS
