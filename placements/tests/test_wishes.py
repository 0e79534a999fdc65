"""What people and workplaces wish for: said in codes, shown until a day, taken back at once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from peersupport.directory.models import Person
from peersupport.directory.tests.factories import MembershipFactory, MunicipalityFactory, PersonFactory
from peersupport.privacy.models import Reading
from peersupport.shared.refusals import Conflict, Refused
from placements.actions import matching, special
from placements.actions.workplaces import WorkplaceClosed
from placements.models import Opening, WorkWish
from placements.tasks import forget_wishes
from placements.tests.conftest import AT, ON
from placements.tests.factories import OpeningFactory, WorkplaceFactory, WorkWishFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def peer(cast):
    """Certified, with an account and without a placement."""
    membership = MembershipFactory(peer=True, organisation=cast.host)
    cast.certified(user=membership.user)
    return membership


@pytest.fixture
def person(peer) -> Person:
    return Person.objects.get(user=peer.user)


def wish(person, by, **changes) -> WorkWish:
    said = {
        "version": 1,
        "kinds": [],
        "not_kinds": [],
        "avoids": [],
        "municipality": None,
        "km": None,
        "percent_least": 50,
        "percent_most": 100,
        "from_on": None,
        "until": ON + 90 * DAY,
    }
    return matching.wish(person=person, by=by, at=AT, **said | changes)


def say(cast, **changes) -> Opening:
    said = {"version": 1, "places": 2, "percent_least": 50, "percent_most": 75, "from_on": None}
    return matching.say_opening(workplace=cast.workplace, by=cast.manager.user, at=AT, **said | changes)


def test_wishes_are_kept_and_changed_by_whose_they_are(cast, person):
    first = wish(person, person.user, kinds=["ips"], avoids=[cast.workplace])
    wish(person, person.user, version=2, kinds=["school"])

    row = WorkWish.objects.get()
    assert (row.pk, row.kinds, row.version, row.written_by) == (first.pk, ["school"], 3, person.user)
    assert list(row.avoids.all()) == []


def test_the_same_form_sent_twice_is_told_that_it_was_saved_already(person):
    wish(person, person.user)

    with pytest.raises(Conflict):
        wish(person, person.user)

    assert WorkWish.objects.get().version == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kinds": ["ips"], "not_kinds": ["ips"]}, "not_kinds"),
        ({"km": 25}, "municipality"),
        ({"percent_least": 75, "percent_most": 50}, "percent_most"),
        ({"until": ON - DAY}, "until"),
        ({"until": ON + 367 * DAY}, "until"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(person, changes, field):
    with pytest.raises(Refused) as refusal:
        wish(person, person.user, **changes)

    assert refusal.value.field == field
    assert not WorkWish.objects.exists()


def test_a_coordinator_writes_down_what_somebody_without_an_account_says(cast):
    person = cast.certified().person

    wish(person, cast.clerk)

    assert WorkWish.objects.get().written_by == cast.clerk


def test_nobody_else_writes_for_somebody_who_has_an_account(cast, person):
    with pytest.raises(Refused):
        wish(person, cast.clerk)

    assert not WorkWish.objects.exists()


def test_of_somebody_who_is_handled_specially_nothing_is_kept(cast):
    special_one = PersonFactory(
        given_name="Deltagare bcdfh", family_name="", email="", phone="", special_at=AT, special_by=cast.clerk
    )
    with pytest.raises(Refused):
        wish(special_one, cast.clerk)

    ordinary = WorkWishFactory()
    special.forget(person=ordinary.person)
    assert not WorkWish.objects.exists()


def test_wishes_are_taken_back_at_once(person):
    wish(person, person.user)

    matching.throw_away(person=person)
    matching.throw_away(person=person)

    assert not WorkWish.objects.exists()


def test_wishes_are_erased_after_their_last_day():
    today = timezone.localdate()
    WorkWishFactory(until=today - DAY)
    kept = WorkWishFactory(until=today)

    forget_wishes()
    forget_wishes()

    assert list(WorkWish.objects.all()) == [kept]


def test_an_opening_is_said_changed_and_closed(cast):
    say(cast)
    say(cast, version=2, places=1)
    row = Opening.objects.get()

    matching.close_opening(workplace=cast.workplace)
    matching.close_opening(workplace=cast.workplace)

    assert (row.places, row.version, row.said_by) == (1, 3, cast.manager.user)
    assert not Opening.objects.exists()


def test_an_opening_that_somebody_changed_meanwhile_is_not_written_over(cast):
    say(cast)

    with pytest.raises(Conflict):
        say(cast, places=9)

    assert Opening.objects.get().places == 2


def test_a_closed_workplace_wants_nobody(cast):
    cast.workplace = WorkplaceFactory(closed=True)

    with pytest.raises(WorkplaceClosed):
        say(cast)


def test_an_opening_asks_for_no_less_than_it_asks_for(cast):
    with pytest.raises(Refused) as refusal:
        say(cast, percent_least=80)

    assert refusal.value.field == "percent_most"


def test_whoever_is_placed_takes_one_of_the_places(cast):
    say(cast, places=2, from_on=None)
    before = Opening.objects.with_room().get().left

    cast.start(at=AT + dt.timedelta(minutes=1))
    one = Opening.objects.with_room().get().left
    cast.start(at=AT + dt.timedelta(minutes=2))

    assert (before, one, Opening.objects.with_room().count()) == (2, 1, 0)


@pytest.mark.parametrize("state", ["resting", "closed"])
def test_a_workplace_that_rests_or_has_closed_has_no_room(state):
    OpeningFactory(workplace__status=state)

    assert not Opening.objects.with_room().exists()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"kinds": ["surgery"]}, "wished_kinds_known"),
        ({"not_kinds": ["surgery"]}, "unwished_kinds_known"),
        ({"kinds": ["ips", "school"], "not_kinds": ["ips"]}, "nothing_both_wished_and_not"),
        ({"km": 11}, "wished_reach_known"),
        ({"km": 25, "municipality": None}, "wished_reach_from_somewhere"),
        ({"percent_least": 0}, "wished_percent_1_to_100"),
        ({"percent_least": 60, "percent_most": 50}, "wished_percent_1_to_100"),
        ({"percent_most": 101}, "wished_percent_1_to_100"),
    ],
)
def test_the_database_refuses_wishes_that_make_no_sense(changes, constraint):
    given = {"municipality": MunicipalityFactory()} | changes

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        WorkWishFactory(**given)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"places": 0}, "opening_for_1_to_20"),
        ({"places": 21}, "opening_for_1_to_20"),
        ({"percent_least": 0}, "opening_percent_1_to_100"),
        ({"percent_least": 60, "percent_most": 50}, "opening_percent_1_to_100"),
        ({"percent_most": 101}, "opening_percent_1_to_100"),
    ],
)
def test_the_database_refuses_an_opening_that_makes_no_sense(changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OpeningFactory(**changes)


def test_wishes_are_seen_by_their_owner_and_by_coordinators_of_who_answers_for_them(cast, person):
    mine = wish(person, person.user)
    stranger = MembershipFactory(regional=True)
    readers = {
        "region": cast.coordinator,
        "nation": MembershipFactory(national=True),
        "another region": stranger,
        "manager": cast.manager,
        "supervisor": cast.supervisor,
    }

    seen = {name for name, reader in readers.items() if mine in WorkWish.objects.visible_to(reader)}

    assert seen == {"region", "nation"}


def url(name, *args):
    return reverse(f"placements:{name}", args=args)


def test_somebody_writes_their_wishes_reads_who_saw_them_and_takes_them_back(client, cast, peer, person):
    client.force_login(peer.user)
    until = timezone.localdate() + 30 * DAY
    sent = {"version": 1, "kinds": ["ips"], "percent_least": 50, "percent_most": 75, "until": until, "shares": "on"}

    saved = client.post(url("my_wishes"), sent)
    matching.read(wishes=WorkWish.objects.all(), by=cast.clerk, at=timezone.now())
    page = client.get(url("my_wishes")).content.decode()
    told = client.get(reverse("my_data")).content.decode()
    client.post(url("my_wishes_throw_away"))

    assert saved.status_code == 302
    assert 'value="ips"' in page
    assert cast.clerk.get_full_name() in told
    assert not WorkWish.objects.exists()


def test_without_a_yes_nothing_is_kept(client, peer):
    client.force_login(peer.user)
    until = timezone.localdate() + 30 * DAY

    page = client.post(url("my_wishes"), {"version": 1, "percent_least": 50, "percent_most": 75, "until": until})

    assert "shares" in page.context["form"].errors
    assert not WorkWish.objects.exists()


def test_a_manager_says_what_the_own_workplace_wishes_for(client, cast):
    client.force_login(cast.manager.user)
    sent = {"version": 1, "places": 1, "percent_least": 50, "percent_most": 75, "from_on": ""}

    saved = client.post(url("opening", cast.workplace.pk), sent)
    page = client.get(url("workplace", cast.workplace.pk)).content.decode()
    closed = client.post(url("opening_close", cast.workplace.pk))

    assert (saved.status_code, closed.status_code) == (302, 302)
    assert url("match_workplace", cast.workplace.pk) not in page  # that is for coordinators
    assert not Opening.objects.exists()


def test_a_coordinator_writes_down_and_erases_for_somebody_without_an_account(client, cast):
    person = cast.certified().person
    client.force_login(cast.clerk)
    until = timezone.localdate() + 30 * DAY
    sent = {"version": 1, "percent_least": 50, "percent_most": 75, "until": until, "shares": "on"}

    client.post(url("match_person_note", person.pk), sent)
    noted = WorkWish.objects.get()
    client.post(url("match_person_erase", person.pk))

    assert (noted.person, noted.written_by) == (person, cast.clerk)
    assert not WorkWish.objects.exists()


def test_there_is_no_form_for_somebody_who_has_an_account(client, cast, person):
    client.force_login(cast.clerk)

    assert client.get(url("match_person_note", person.pk)).status_code == 404
    assert client.get(url("match_person_erase", person.pk)).status_code == 404


def test_reading_is_kept_of_each_person():
    one, other = WorkWishFactory(), WorkWishFactory()
    reader = MembershipFactory(regional=True).user

    matching.read(wishes=[one, other], by=reader, at=AT)

    subjects = {f"directory.person:{wish.person_id}" for wish in (one, other)}
    assert {reading.subject for reading in Reading.objects.filter(what="wishes", read_by=reader)} == subjects
