"""Addresses as no page makes them: ids, pages, sorts, searches, methods, hosts. Never a 500, never an effect."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from urllib.parse import quote, urlencode

import pytest
from django.templatetags.static import static
from django.test import Client

from peersupport.accounts.permissions import GRANTS, Role
from peersupport.accounts.tests.factories import PASSWORD, UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.tests.catalogue import IDS, NEXTS, PAGES, SEARCHES, SORTS
from peersupport.tests.outage import database_at, dead_port
from peersupport.tests.rows import all_rows
from peersupport.tests.urls import Address, addresses
from programs.tests.factories import CohortFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_cache", "no_spy_on_templates")]
SLOW = {"readyz"}  # waits a second for a worker that no test has
ALL = [address for address in addresses() if address.name not in SLOW]
SAYS_SO_ITSELF = {"account_reset_password_from_key"}  # an old link to a new password has a page with a way on
WITH_ARGUMENTS = [address for address in ALL if address.arguments and address.name not in SAYS_SO_ITSELF]
WITHOUT = [address for address in ALL if not address.arguments]
BAD_DAYS = ("2026-02-30", "2026-13-01", "0000-00-00", "9999-12-31", "2026-9-1", "2026-W53-1")
ONE = "01"  # another way to write 1, which may well be there
REFUSED = {302, 400, 403, 404, 405, 410}
NAMES = (
    "sida",
    "q",
    "sort",
    "next",
    "status",
    "steg",
    "kommun",
    "ordning",
    "program",
    "for",
    "arbetsplats",
    "deltagande",
    "del-av",
    "org[]",
)


def name(given) -> str:
    return given.name if isinstance(given, Address) else str(given)


def client_of(role: str) -> Client:
    """A browser in which somebody of this role is signed in, or nobody."""
    client = Client()
    if role:
        client.force_login(MembershipFactory(role=role).user)
    return client


def damaged(address: Address) -> Iterator[str]:
    """The address with each bad id in the place of each of its arguments."""
    for argument, right in address.arguments.items():
        bad = BAD_DAYS if hasattr(right, "isoformat") else [one for one in IDS if one != ONE]
        whole, marked = address.path, f"/{right}"
        before, _mark, after = whole.partition(marked) if argument != "pk" else whole.rpartition(marked)
        yield from (f"{before}/{one}{after}" for one in bad)


@pytest.mark.parametrize("address", WITH_ARGUMENTS, ids=name)
def test_ids_of_nothing_are_not_there(address):
    for role in (Role.NATIONAL_COORDINATOR, ""):
        client = client_of(role)
        answers = {path: client.get(path).status_code for path in damaged(address)}

        assert {path: status for path, status in answers.items() if status not in REFUSED | {429}} == {}


def queries() -> list[str]:
    """Each list of the catalogue under the name that pages read it by, all in one query string at a time."""
    odd = ("", "1\x01", "x" * 5000, "99999999999999999999", "-1", "٣", "{}", "null")
    together = zip_longest(PAGES, SEARCHES, SORTS, NEXTS, odd, fillvalue="")
    made = []
    for page, text, sort, next_page, other in together:
        values = [page, text, sort, next_page, *[other] * (len(NAMES) - 4)]
        made.append("?" + "&".join(f"{n}={v if '%' in v else quote(v)}" for n, v in zip(NAMES, values, strict=True)))
    return [*made, "?sida=1&sida=2&q=a&q=b&status=sent&status=x", "?q=%ff%fe", "?" + urlencode({"x" * 200: "y"})]


@pytest.mark.parametrize("role", ["", *Role.values])
def test_odd_query_strings_find_nothing_or_are_ignored(role):
    """The nation's coordinator opens nearly all pages, and asks everything; the others one oddity a page."""
    client, wrong = client_of(role), {}
    asked = queries() if role == Role.NATIONAL_COORDINATOR else queries()[1:2]
    for path in [address.path for address in WITHOUT if client.get(address.path).status_code == 200]:
        for query in asked:
            answer = client.get(path + query)
            if answer.status_code >= 500 or b"<script>" in answer.content:
                wrong[f"{path}{query[:80]}"] = answer.status_code

    assert wrong == {}


def who_may_open(address: Address) -> str:
    """The first role that the address is granted to; nobody for a public one; django-allauth's ask for an account."""
    needs = getattr(address.view, "requires", "an account")
    granted = (role for role in Role if needs in GRANTS[role])
    return "" if needs is None else next(granted, Role.NATIONAL_COORDINATOR)


def test_other_methods_and_overrides_change_nothing():
    """Of them all, HEAD alone reaches a page."""
    clients, wrong = {role: client_of(role) for role in ["", *Role.values]}, {}
    for client in clients.values():
        client.get("/hjalp/")
    before = all_rows(but=("django_session",))
    for address in ALL:
        client = clients[who_may_open(address)]
        for method in ("HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND"):
            answer = client.generic(method, address.path, headers={"X-HTTP-Method-Override": "POST"})
            if answer.status_code >= 500 or (answer.status_code != 405 and method != "HEAD"):
                wrong[f"{method} {address.path}"] = answer.status_code

    assert wrong == {}
    assert all_rows(but=("django_session",)) == before


def test_another_host_is_a_bad_request_and_a_forwarded_one_is_not_believed():
    client, believed = client_of(Role.NATIONAL_COORDINATOR), []
    forged = {"X-Forwarded-Host": "evil.se", "X-Original-URL": "//evil.se/"}
    for address in ALL:
        foreign = client.get(address.path, headers={"host": "evil.se"})
        forwarded = client.get(address.path, headers=forged)
        said = forwarded.content + forwarded.headers.get("Location", "").encode()
        if foreign.status_code != 400 or b"evil.se" in said:
            believed.append(address.path)

    assert believed == []


@pytest.mark.parametrize("next_page", [*NEXTS, "finns-inte", "//evil.se%2f..", "\t//evil.se", "/\t/evil.se"])
def test_no_page_leads_to_another_site(next_page):
    user = UserFactory(password=PASSWORD)
    client = Client()
    login = {"login": user.email, "password": PASSWORD, "next": next_page}
    steps = (
        ("/konto/logga-in/", login),
        ("/konto/bekrafta/", {"password": PASSWORD, "next": next_page}),
        ("/konto/utseende/", {"look": "dark", "next": next_page}),
        ("/i18n/setlang/", {"language": "en", "next": next_page}),
        ("/konto/logga-ut/", {"next": next_page}),
    )
    for path, values in steps:
        answer = client.post(f"{path}?{urlencode({'next': next_page})}", values)
        assert answer.status_code in (302, 204), path
        assert not re.match(r"[/\\\s]{2}|[a-z]+:", answer.headers.get("Location", "/")), path


def abilities(answer) -> set[str]:
    """What the answer says of each of the device's abilities: camera=()."""
    return set(answer.headers.get("Permissions-Policy", "").split(", "))


@pytest.mark.parametrize("role", [Role.NATIONAL_COORDINATOR, ""])
def test_every_answer_says_how_it_may_be_used(role):
    """Refusals and pages that don't exist too: framed by nobody, sniffed by nobody, kept by no cache of others."""
    client, without = client_of(role), []
    for path in [address.path for address in ALL] + ["/finns-inte/", "/%00", "/sok/?q=%ff"]:
        answer = client.get(path)
        said = answer.headers
        policy = said.get("Content-Security-Policy", "")
        right = (
            ("frame-ancestors 'none'" in policy and "default-src 'none'" in policy and "unsafe" not in policy)
            and (said.get("X-Frame-Options"), said.get("X-Content-Type-Options")) == ("DENY", "nosniff")
            and said.get("Referrer-Policy") == "same-origin"
            and {"camera=()", "publickey-credentials-get=(self)"} <= abilities(answer)
            and (not role or answer.status_code == 400 or "no-store" in said.get("Cache-Control", ""))
        )
        without += [] if right else [(path, answer.status_code)]

    assert without == []


@pytest.mark.django_db(transaction=True)
def test_files_redirects_and_faults_say_too_what_of_the_device_may_be_used(client, settings):
    closed = ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics")
    own = ("publickey-credentials-create", "publickey-credentials-get")
    wanted = {*(f"{ability}=()" for ability in closed), *(f"{ability}=(self)" for ability in own)}

    answers = [client.get(static("js/app.js")), client.get("/hjalp"), client.get("/deltagare/")]
    with database_at(dead_port()):
        answers += [client.get("/hjalp/")]
    settings.SECURE_SSL_REDIRECT = True
    answers += [Client().get("/hjalp/")]

    answers[0].close()  # its file
    assert [answer.status_code for answer in answers] == [200, 301, 302, 503, 301]
    assert [wanted - abilities(answer) for answer in answers] == [set()] * 5


def test_pages_that_a_link_alone_opens_are_in_no_cache(client):
    paths = (f"/ansok/{CohortFactory().application_code}/", "/inbjudan/1-kod/", "/c/kod/", "/konto/logga-in/")

    assert [path for path in paths if "no-store" not in client.get(path).headers["Cache-Control"]] == []


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    user = UserFactory(password=PASSWORD)
    client.post("/konto/logga-in/", {"login": user.email, "password": PASSWORD})
    client.post("/i18n/setlang/", {"language": "en"})
    client.get("/konto/losenord/byt/")

    flags = {name: (bool(one["httponly"]), one["samesite"]) for name, one in client.cookies.items()}
    assert flags == dict.fromkeys(("sessionid", "csrftoken", "django_language"), (True, "Lax"))
