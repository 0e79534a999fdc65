import dataclasses
import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.db.models import Case, CharField, F, IntegerField, Value, When
from django.db.models.functions import Cast

from peersupport.accounts.models import User
from peersupport.accounts.tests.factories import UserFactory
from peersupport.letters import outbox, registry
from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft, post
from peersupport.letters.tests.factories import NOON

TOMORROW = NOON + dt.timedelta(days=1)
ANNA = "anna@example.org"


def draft(**changes) -> Draft:
    usual = {"kind": "greeting", "subject_id": 7, "occasion": "x", "address": ANNA, "expires_at": TOMORROW}
    return Draft(**{**usual, **changes})


@pytest.mark.django_db
def test_a_letter_is_posted_once(greeting):
    assert post(draft(), at=NOON) is True
    assert post(draft(), at=NOON + dt.timedelta(hours=1)) is False

    letter = Letter.objects.get()
    assert (letter.state, letter.created_at, letter.not_before) == ("queued", NOON, NOON)


@pytest.mark.django_db
def test_the_key_tells_subject_occasion_and_recipient_apart_and_holds_no_address(greeting):
    user = UserFactory()
    drafts = [
        draft(),
        draft(subject_id=8),
        draft(occasion="y"),
        draft(address="bo@example.org"),
        draft(address="", user=user),
    ]

    assert [post(one, at=NOON) for one in drafts] == [True] * 5
    keys = set(Letter.objects.values_list("key", flat=True))
    assert len(keys) == 5
    assert not any("@" in key for key in keys)
    assert f"greeting:7:x:u{user.pk}" in keys


@pytest.mark.django_db
def test_a_letter_that_could_never_go_is_not_stored(greeting):
    assert post(draft(expires_at=NOON), at=NOON) is False
    assert post(draft(not_before=TOMORROW), at=NOON) is False
    assert Letter.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "unheard_of"},
        {"values": {"name": "Anna"}},
        {"address": ""},
        {"address": "a@example.org, b@example.org"},
        {"address": "a@example.org\r\nBcc: b@example.org"},
        {"address": "a@example.org\n"},
        {"address": "<a@example.org> SIZE=1"},
        {"address": "nobody"},
        {"user": User(pk=1)},
    ],
    ids=str,
)
def test_what_no_caller_may_post(greeting, wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - the words are for developers
        post(draft(**wrong), at=NOON)

    assert Letter.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_that_post_the_same_letter_at_once_store_it_once(greeting):
    answers = []
    both = threading.Barrier(2)

    def post_it():
        both.wait()
        with transaction.atomic():
            answers.append(post(draft(), at=NOON))
        connection.close()

    threads = [threading.Thread(target=post_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [False, True]
    assert Letter.objects.count() == 1


def reminding(monkeypatch, greeting, *, expires_on="2026-03-05"):
    """The greeting as a reminder to every user, with their language as its one value."""

    def due(on):
        text = CharField()
        return User.objects.values(
            subject_id=F("pk"),
            user_id=F("pk"),
            occasion=Value(on.isoformat(), text),
            expires_on=Value(dt.date.fromisoformat(expires_on)),
            day=Cast("language", text),
        )

    kind = dataclasses.replace(greeting, due=due)
    monkeypatch.setitem(registry.KINDS, kind.name, kind)
    return kind


@pytest.mark.django_db
@pytest.mark.parametrize("readers", [1, 3])
def test_reminders_are_written_by_one_statement(monkeypatch, greeting, readers, django_assert_num_queries):
    users = UserFactory.create_batch(readers, language="en")
    kind = reminding(monkeypatch, greeting)

    with django_assert_num_queries(1):
        made = outbox.post_many(kind, on=NOON.date(), at=NOON)

    assert made == readers
    letter = Letter.objects.get(user=users[0])
    assert letter.key == f"greeting:{users[0].pk}:2026-03-02:u{users[0].pk}"
    assert (letter.values, letter.language, letter.state) == ({"day": "en"}, "en", "queued")
    assert letter.expires_at == dt.datetime(2026, 3, 5, 23, 0, tzinfo=dt.UTC)  # midnight in Stockholm


@pytest.mark.django_db
def test_reminders_come_once_however_often_they_are_written(monkeypatch, greeting):
    UserFactory.create_batch(2)
    kind = reminding(monkeypatch, greeting)

    assert [outbox.post_many(kind, on=NOON.date(), at=NOON) for _ in range(3)] == [2, 0, 0]


@pytest.mark.django_db
def test_one_posted_by_hand_and_one_written_by_the_engine_are_the_same_letter(monkeypatch, greeting):
    user = UserFactory()
    kind = reminding(monkeypatch, greeting)
    post(draft(subject_id=user.pk, occasion="2026-03-02", address="", user=user), at=NOON)

    assert outbox.post_many(kind, on=NOON.date(), at=NOON) == 0


@pytest.mark.django_db
def test_a_reminder_to_who_has_no_account_is_the_same_letter_as_one_posted_by_hand(monkeypatch, greeting):
    def due(_on):
        address = Value("ö.berg@example.org", CharField())
        without, none = UserFactory(), UserFactory()
        rows = User.objects.filter(pk__in=[without.pk, none.pk])
        return rows.values(
            subject_id=F("pk"),
            user_id=Cast(Value(None), IntegerField()),
            occasion=Value("march", CharField()),
            expires_on=Value(dt.date(2026, 3, 5)),
            day=Value("sv", CharField()),
            address=Case(When(pk=without.pk, then=address), default=Value("")),
        )

    kind = dataclasses.replace(greeting, due=due)

    assert outbox.post_many(kind, on=NOON.date(), at=NOON) == 1
    letter = Letter.objects.get()
    assert (letter.user, letter.address, letter.language) == (None, "ö.berg@example.org", "sv")
    by_hand = outbox.Draft(
        kind.name, letter.subject_id, "march", expires_at=letter.expires_at, address="ö.berg@example.org"
    )
    assert letter.key == by_hand.key


@pytest.mark.django_db
def test_no_reminder_to_somebody_who_may_not_sign_in_and_none_that_is_too_late(monkeypatch, greeting):
    UserFactory(is_active=False)
    assert outbox.post_many(reminding(monkeypatch, greeting), on=NOON.date(), at=NOON) == 0

    UserFactory()
    late = reminding(monkeypatch, greeting, expires_on="2026-03-01")
    assert outbox.post_many(late, on=NOON.date(), at=NOON) == 0


@pytest.mark.django_db
def test_a_reminder_with_columns_that_its_kind_does_not_list_is_a_mistake(monkeypatch, greeting):
    kind = dataclasses.replace(reminding(monkeypatch, greeting), values=frozenset({"day", "name"}))

    with pytest.raises(ValueError, match="due"):
        outbox.post_many(kind, on=NOON.date(), at=NOON)


def test_a_kind_is_registered_once_and_by_a_name_that_fits_a_key(greeting):
    with pytest.raises(ValueError, match="already"):
        registry.register(greeting)
    with pytest.raises(ValueError, match="Not a name"):
        registry.register(dataclasses.replace(greeting, name="a:b"))
