"""Who may open which page, what it shows them, and how many questions it asks the database."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.permissions import Role
from peersupport.directory.tests.factories import MembershipFactory
from placements.models import FollowUp, SupervisionSession
from placements.tests.factories import (
    FollowUpFactory,
    PlacementFactory,
    PlacementPauseFactory,
    SupervisionSessionFactory,
    WorkplaceFactory,
)

SECRETS = ("Egen återhämtning", "Behöver stöd", "recovery", "needs_support", "Video", "45 min")


def url(name, *args, query=""):
    return reverse(f"placements:{name}", args=args) + query


@pytest.fixture
def opened(cast, client):
    """Open a page as somebody: the answer's status, or the whole answer."""

    def open_(member, path, *, whole=False, **data):
        client.force_login(member.user)
        answer = client.post(path, data) if data else client.get(path)
        return answer if whole else answer.status_code

    return open_


@pytest.fixture
def house(cast):
    """One of everything: a placement with a session that nobody but two may read."""
    peer = MembershipFactory(peer=True, organisation=cast.host)
    participation = cast.certified(user=peer.user, given_name="Amina", family_name="Rask")
    today = timezone.localdate()
    placement = cast.start(participation=participation, starts_on=today, at=timezone.now())
    session = SupervisionSessionFactory(
        placement=placement, held_on=today, form="video", minutes=45, themes=["recovery"], mood="needs_support"
    )
    return {
        "workplace": cast.workplace,
        "peer": peer,
        "leader": MembershipFactory(role=Role.COURSE_LEADER, organisation=cast.host),
        "orderer": MembershipFactory(orderer=True),
        "national": MembershipFactory(national=True),
        "regional": cast.coordinator,
        "supervisor": cast.supervisor,
        "manager": cast.manager,
        "placement": placement,
        "session": session,
        "follow_up": FollowUp.objects.filter(placement=placement).first(),
        "free": cast.certified(),
        "pause": PlacementPauseFactory(placement=placement, begins_on=today + dt.timedelta(days=30)),
    }


def filled(path, house):
    """The path with the ids of the house's own rows."""
    return path.format(
        **{name: house[name].pk for name in ("workplace", "placement", "session", "follow_up", "free", "pause")}
    )


WORKPLACE = {"national", "regional", "leader", "manager"}
PLACEMENT = {"national", "regional", "supervisor", "manager", "peer"}
COORDINATORS = {"national", "regional"}
PAGES = {
    "/arbetsplatser/": WORKPLACE,
    "/arbetsplatser/ny/": COORDINATORS,
    "/arbetsplatser/{workplace}/": WORKPLACE,
    "/arbetsplatser/{workplace}/andra/": COORDINATORS,
    "/arbetsplatser/{workplace}/nya-i-gruppen/": COORDINATORS | {"manager"},
    "/arbetsplatser/{workplace}/plan/": COORDINATORS,
    "/arbetsplatser/{workplace}/traffar/ny/": COORDINATORS | {"leader"},
    "/arbetsplatser/{workplace}/stang/": COORDINATORS,
    "/arbetsplatser/{workplace}/stang/flytta/": COORDINATORS,
    "/arbetsplatser/{workplace}/personer/": COORDINATORS,
    "/arbetsplatser/{workplace}/personaltraffar/": COORDINATORS | {"leader"},
    "/placeringar/": PLACEMENT,
    "/placeringar/ny/": COORDINATORS,
    "/placeringar/ny/?deltagande={free}": COORDINATORS,
    "/placeringar/ny/?deltagande={free}&arbetsplats={workplace}": COORDINATORS,
    "/placeringar/{placement}/": PLACEMENT,
    "/placeringar/{placement}/avsluta/": COORDINATORS,
    "/placeringar/{placement}/borja/": COORDINATORS,
    "/placeringar/{placement}/byt-arbetsplats/": COORDINATORS,
    "/placeringar/{placement}/byt-arbetsplats/?arbetsplats={workplace}": COORDINATORS,
    "/placeringar/{placement}/ledig/": {"supervisor"},
    "/placeringar/{placement}/paus/": COORDINATORS,
    "/placeringar/{placement}/paus/{pause}/": COORDINATORS,
    "/handledare/": COORDINATORS,
    "/handledning/": PLACEMENT - {"manager"},
    "/handledning/ny/": {"supervisor"},
    "/handledning/ny/?for={placement}": {"supervisor"},
    "/handledning/{session}/": PLACEMENT - {"manager"},
    "/handledning/{session}/ratta/": {"supervisor"},
    "/uppfoljning/": PLACEMENT - {"peer"},
    "/uppfoljning/{follow_up}/": PLACEMENT - {"peer"},
}
ROLES = ("national", "regional", "leader", "orderer", "manager", "supervisor", "peer")


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_for_its_roles_and_403_for_the_others(house, opened, path):
    answers = {role: opened(house[role], filled(path, house)) for role in ROLES}

    assert answers == {role: 200 if role in PAGES[path] else 403 for role in ROLES}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_asks_a_stranger_to_sign_in(house, client, path):
    answer = client.get(filled(path, house))

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_a_row_that_is_not_yours_is_not_found(cast, house, opened):
    unit, placement = WorkplaceFactory(), PlacementFactory()
    session, follow_up = SupervisionSessionFactory(placement=placement), FollowUpFactory(placement=placement)
    own, free = house["placement"], house["free"]
    asked = [
        (cast.coordinator, url("workplace", unit.pk)),
        (cast.coordinator, url("workplace_people", unit.pk)),
        (cast.coordinator, url("staff_sessions", unit.pk)),
        (house["leader"], url("workplace", unit.pk)),
        (cast.manager, url("workplace", unit.pk)),
        (cast.coordinator, url("placement", placement.pk)),
        (cast.coordinator, url("placement_end", placement.pk)),
        (cast.manager, url("placement", placement.pk)),
        (cast.supervisor, url("placement", placement.pk)),
        (house["peer"], url("placement", placement.pk)),
        (cast.coordinator, url("placement_new", query=f"?deltagande={placement.participation_id}")),
        (cast.coordinator, url("placement_new", query=f"?deltagande={free.pk}&arbetsplats={unit.pk}")),
        (cast.supervisor, url("session_new", query=f"?for={placement.pk}")),
        (cast.coordinator, url("session", session.pk)),
        (cast.supervisor, url("session", session.pk)),
        (house["peer"], url("session", session.pk)),
        (cast.coordinator, url("follow_up", follow_up.pk)),
        (cast.manager, url("follow_up", follow_up.pk)),
        (cast.supervisor, url("session_new", query="?for=abc")),
        (cast.coordinator, url("placement_new", query="?deltagande=-1")),
        (cast.coordinator, url("placement_new", query=f"?deltagande={free.pk}&arbetsplats=99999999999999999999")),
        (cast.coordinator, url("workplace", 99999999999999999999)),
        (cast.supervisor, url("session_new", query=f"?for={own.pk}0")),
    ]

    assert [(path, opened(member, path)) for member, path in asked] == [(path, 404) for _, path in asked]


def test_verbs_are_posts_for_coordinators(cast, house, client):
    unit = cast.workplace
    answers = {}
    for name in ("workplace_ready", "workplace_close"):
        client.force_login(cast.clerk)
        answers[name] = [client.get(url(name, unit.pk)).status_code]
        for role in ("leader", "manager"):
            client.force_login(house[role].user)
            answers[name].append(client.post(url(name, unit.pk)).status_code)

    assert answers == {"workplace_ready": [405, 403, 403], "workplace_close": [200, 403, 403]}
    assert {workplace.status for workplace in type(unit).objects.all()} == {"has_peer"}  # asking closed nothing


@pytest.mark.parametrize("role", ["national", "regional"])
@pytest.mark.parametrize("path", ["/placeringar/{placement}/", "/handledning/", "/handledning/{session}/"])
def test_coordinators_see_that_and_when_a_session_was_held_and_nothing_of_what_it_was_about(house, opened, role, path):
    text = opened(house[role], filled(path, house), whole=True).content.decode()

    assert str(house["session"].held_on.year) in text
    assert [secret for secret in SECRETS if secret in text] == []


def test_the_manager_sees_the_dates_alone(cast, house, opened):
    text = opened(cast.manager, url("placement", house["placement"].pk), whole=True).content.decode()

    assert [secret for secret in SECRETS if secret in text] == []
    assert url("session", house["session"].pk) not in text
    assert re.search(rf"{house['session'].held_on.year}\s*</li>", text)


@pytest.mark.parametrize("role", ["supervisor", "peer"])
def test_supervisor_and_peer_supporter_read_all_of_it(cast, house, opened, role):
    text = opened(house[role], url("session", house["session"].pk), whole=True).content.decode()

    assert [word for word in ("Egen återhämtning", "Behöver stöd", "Video", "45 minuter") if word not in text] == []


# the user, their memberships, four of the transaction and its scope, and the page's own
LISTS = {"workplaces": 8, "placements": 7, "supervision": 8, "follow_ups": 7, "placement_new": 7, "session_new": 9}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_same_whatever_its_length(cast, client, django_assert_num_queries, name, rows):
    for _ in range(rows):
        placement = cast.start()
        SupervisionSessionFactory(placement=placement)
        cast.certified()
    WorkplaceFactory.create_batch(rows - 1, host=cast.host, programme=cast.programme)
    client.force_login(cast.supervisor.user if name == "session_new" else cast.clerk)
    path = url(name, query=f"?for={placement.pk}" if name == "session_new" else "")
    client.get(path)  # the session's first page stores when it began

    with django_assert_num_queries(LISTS[name]):
        answer = client.get(path)

    shown = len(answer.context["peers"]) if name == "session_new" else len(answer.context["page"].rows)
    assert shown == {"follow_ups": 4 * rows}.get(name, rows)


@pytest.mark.parametrize("placed", [1, 3])
@pytest.mark.parametrize("name", ["workplace", "placement"])
def test_one_thing_asks_the_same_whatever_is_in_it(cast, client, django_assert_num_queries, name, placed):
    for _ in range(placed):
        placement = cast.start()
        for form in ("video", "phone", "group")[:placed]:
            SupervisionSessionFactory(placement=placement, form=form)
    client.force_login(cast.clerk)
    path = url(name, cast.workplace.pk if name == "workplace" else placement.pk)
    client.get(path)

    with django_assert_num_queries({"workplace": 16, "placement": 11}[name]):
        client.get(path)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ankaret", "Öppna mottagningen"]),
        ("?q=anka", ["Ankaret"]),
        ("?q=%25", []),
        ("?q=_", []),
        ("?status=closed", ["Stängda huset"]),
        ("?status=ready&q=ö", []),
        ("?status=nonsense&sida=-1", ["Ankaret", "Öppna mottagningen"]),
    ],
)
def test_workplaces_are_searched_and_filtered(cast, client, query, found):
    cast.workplace.delete()
    for name in ("Öppna mottagningen", "Ankaret"):
        WorkplaceFactory(host=cast.host, name=name, owner__name=f"Kommun {name[:2]}")
    WorkplaceFactory(host=cast.host, name="Stängda huset", closed=True)
    client.force_login(cast.clerk)

    page = client.get(url("workplaces", query=query)).context["page"]

    assert [row.name for row in page.rows] == found


def test_an_orderers_session_page_does_not_say_that_a_session_is_there(house, opened):
    assert opened(house["orderer"], url("session", house["session"].pk)) == 403
    assert SupervisionSession.objects.filter(pk=house["session"].pk).exists()


def test_empty_pages_say_what_to_do_next(db, client):
    member = MembershipFactory(supervisor=True)
    client.force_login(member.user)

    pages = [client.get(url(name)) for name in ("supervision", "session_new", "placements", "follow_ups")]

    assert [page.status_code for page in pages] == [200] * 4
    assert [b'class="card-p empty"' in page.content for page in pages] == [True] * 4
    assert uuid.UUID(str(client.get(url("session_new")).context["form"].initial["key"])).version == 4


def test_a_workplace_has_one_owner_and_one_host(opened, cast):
    page = opened(cast.coordinator, url("workplace", cast.workplace.pk), whole=True).content.decode()
    form = opened(cast.coordinator, url("workplace_new"), whole=True).content.decode()

    assert re.findall(r"<dt>(Huvudman|Arrangör)</dt>", page) == ["Huvudman", "Arrangör"]
    assert re.findall(r"^\s*(Huvudman|Arrangör)\s*$", form, re.MULTILINE) == ["Huvudman", "Arrangör"]
