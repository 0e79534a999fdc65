import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.links.tests.factories import NOON, OneTimeLinkFactory

WEEK = dt.timedelta(days=7)


def find(token: str, *, purpose: str = "invitation", at: dt.datetime = NOON) -> OneTimeLink:
    return onetime.find(purpose=purpose, token=token, at=at)


@pytest.mark.django_db
def test_a_link_leads_to_its_row():
    link = onetime.issue(purpose="invitation", subject_id=7, at=NOON, expires_at=NOON + WEEK)

    assert find(onetime.token_of(link)).pk == link.pk


@pytest.mark.django_db
def test_the_token_is_stored_nowhere_and_is_the_same_each_time():
    link = OneTimeLinkFactory()
    code = onetime.token_of(link).partition("-")[2]

    assert len(code) == 64
    assert onetime.token_of(OneTimeLink.objects.get()) == onetime.token_of(link)
    assert not any(code in str(value) for value in OneTimeLink.objects.values_list().get())


@pytest.mark.django_db
def test_a_token_cannot_be_made_without_the_secret_key(settings):
    link = OneTimeLinkFactory()
    ours = onetime.token_of(link)
    settings.SECRET_KEY = "another" * 10

    with pytest.raises(onetime.LinkSpent):
        find(ours)


@pytest.mark.django_db
def test_the_token_of_one_row_opens_no_other():
    mine, theirs = OneTimeLinkFactory(), OneTimeLinkFactory(subject_id=8)
    code = onetime.token_of(mine).partition("-")[2]

    with pytest.raises(onetime.LinkSpent):
        find(f"{theirs.pk}-{code}")


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["nonce", "subject_id", "purpose"])
def test_the_token_is_bound_to_what_it_is_for(field):
    link = OneTimeLinkFactory()
    token = onetime.token_of(link)
    other = OneTimeLinkFactory(subject_id=8, purpose="other")
    OneTimeLink.objects.filter(pk=link.pk).update(**{field: getattr(other, field)})

    with pytest.raises(onetime.LinkSpent):
        find(token)
    with pytest.raises(onetime.LinkSpent):
        find(token, purpose="other")


@pytest.mark.django_db
def test_a_link_works_until_the_moment_that_it_expires():
    token = onetime.token_of(OneTimeLinkFactory())

    assert find(token, at=NOON + WEEK - dt.timedelta(seconds=1))
    with pytest.raises(onetime.LinkSpent):
        find(token, at=NOON + WEEK)


@pytest.mark.django_db
def test_a_used_link_is_spent():
    link = OneTimeLinkFactory()
    onetime.use(onetime.find(purpose="invitation", token=onetime.token_of(link), at=NOON, lock=True), at=NOON)

    with pytest.raises(onetime.LinkSpent):
        find(onetime.token_of(link))


@pytest.mark.django_db
def test_a_newer_link_takes_back_the_older_ones_for_the_same_thing_only():
    older, used, elsewhere = OneTimeLinkFactory(), OneTimeLinkFactory(used_at=NOON), OneTimeLinkFactory(subject_id=8)

    newer = onetime.issue(purpose="invitation", subject_id=7, at=NOON, expires_at=NOON + WEEK)

    assert [find(onetime.token_of(link)).pk for link in (newer, elsewhere)] == [newer.pk, elsewhere.pk]
    used.refresh_from_db()
    assert used.revoked_at is None
    with pytest.raises(onetime.LinkSpent):
        find(onetime.token_of(older))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "garbage",
    [
        *["", "-", "1", "1-", "-1-" + "a" * 64, "1-" + "g" * 64, "1-" + "A" * 64, "1-" + "a" * 64 + "\n"],
        *["٣-" + "a" * 64, "9" * 19 + "-" + "a" * 64, "9" * 18 + "-" + "a" * 64, "1-" + "a" * 10**5, "\x00", "å" * 66],
    ],
    ids=lambda text: text[:24].encode("unicode_escape").decode(),
)
def test_garbage_is_a_spent_link(garbage):
    OneTimeLinkFactory()

    with pytest.raises(onetime.LinkSpent):
        find(garbage)


@pytest.mark.django_db(transaction=True)
def test_of_two_that_use_a_link_at_once_one_succeeds():
    token = onetime.token_of(OneTimeLinkFactory())
    ready = threading.Barrier(2)
    answers = []

    def press():
        ready.wait()
        try:
            with transaction.atomic():
                onetime.use(onetime.find(purpose="invitation", token=token, at=NOON, lock=True), at=NOON)
            answers.append("used")
        except onetime.LinkSpent:
            answers.append("spent")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["spent", "used"]


@pytest.mark.django_db
def test_a_link_that_ends_before_it_begins_is_refused_by_the_database():
    with pytest.raises(IntegrityError):
        OneTimeLinkFactory(expires_at=NOON)
