"""axe-core over every page of the demo in every look: light and dark, at 1440, 390 and 320 pixels.

Follows the links of each role from Today, some rows of each list, and goes to the pages that no link leads to. What is
made of other parts than the page of the same address before it is looked at. An address of the product that was never
reached is a fault, unless it takes nothing but a button's press, or AWAY says why.
"""

import os
import re
from collections import Counter, deque
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import django
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from bench import faces_account, faces_applying, faces_own
from bench.report import Figure
from bench.walk import BUTTON, Walk, name_of, sign_in
from devstack import browser as browsers
from devstack.testkit import Stack
from peersupport.tests.urls import addresses

ACCOUNTS = ("national", "regional", "leader", "haninge", "stockholm", "manager", "supervisor", "peer", "dpo", "admin")
NOT_THERE = "/finns-inte/"
SIGNED_OUT = (
    "/konto/logga-in/",
    "/konto/avstangt/",
    "/konto/losenord/glomt/",
    "/konto/losenord/glomt/skickat/",
    "/konto/losenord/glomt/klart/",
    "/hjalp/",
    "/tillganglighet/",
    "/personuppgifter/",
    NOT_THERE,
)
FOR_MACHINES = ("/healthz", "/readyz")
IN_LETTERS = ("/erbjudande/", "/forslag/", "/inbjudan/")
MOST_ROWS = 12  # of one address that one role opens
MOST_KINDS = 4  # of one address that are looked at
AWAY = {
    "account_set_password": "leads on to another page: nobody has an account without a password",
    "mfa_download_recovery_codes": "the codes are shown once and never again, so nothing offers them as a file",
    "mfa_reauthenticate_webauthn": "needs a security key in the machine",
    "training:calendar": "for programs: a calendar fetches it",
    "training:my_badge": "a file, on one's own page while the application is kept; in the demo it isn't any more",
    "training:my_certificate": "likewise; with an account it is on My page",
    "training:my_application_reserve": "a button, for who is in reserve and is asked whether they still want to be",
    **dict.fromkeys(
        ["training:own_evaluation", "training:own_hand_in", "training:own_make_up", "training:own_material"],
        "as training:my_…, for who has an account and is in a course; nobody in the demo is",
    ),
    "training:badge_achievement": "for programs: a badge names it",
    "training:badge_issuer": "for programs: a badge names it",
    "training:badge_key": "for programs: a badge's header names it",
    "training:badge_keys": "for programs: the keys of all badges",
    "training:badge_status": "for programs: a badge names it",
    "programs:statements": "leads on to the quarter that goes on now",
}
_NO_PAGE = re.compile(r"^(?!/)|^//|^/static/")
_PARTS = re.compile(r'<(\w+)[^>]*?\sclass="([^"]*)"')
_LINKS = re.compile(r'<a\s[^>]*?href="([^"]+)"')


def main() -> list[Figure]:
    django.setup()
    stack = Stack(Path(os.environ["BENCH_FOLDER"]) / "faces")
    walk = Walk(stack)
    try:
        stack.start()
        with sync_playwright() as playwright:
            found = browsers.find(install=False)
            browser = playwright.chromium.launch(executable_path=found.path, args=browsers.flags())
            for account in ACCOUNTS:
                _as(account, browser, walk)
            _signed_out(browser, walk)
            faces_account.walk(browser, walk)
            faces_applying.walk(browser, walk)
            faces_own.walk(browser, walk)
            browser.close()
    finally:
        stack.stop()
    for fault in walk.faults:
        print(fault)
    note = f"{walk.pages} pages, {walk.checks} runs of axe"
    missed = sorted({address.name for address in addresses()} - walk.reached - AWAY.keys())
    return [
        Figure("axe and sideways scroll", len(walk.faults), "violations", "0", not walk.faults, note=note),
        Figure("never reached", len(missed), "addresses", "0", not missed, note=", ".join(missed)),
    ]


def _signed_out(browser: Browser, walk: Walk) -> None:
    """The pages before sign-in, and those that a letter's link opens without it."""
    page = browser.new_context(locale="sv-SE").new_page()
    texts = [letter["text"] for letter in walk.stack.letters()]
    found = [re.search(rf"{start}\S+", "\n".join(texts)) for start in IN_LETTERS]
    for path in [*SIGNED_OUT, *(one[0] for one in found if one)]:
        walk.look_at(page, path, "signed out", status=404 if path == NOT_THERE else 200)
    walk.reached |= {name_of(path) for path in FOR_MACHINES if walk.ask(page, path).ok}
    page.context.close()


def _as(account: str, browser: Browser, walk: Walk) -> None:
    """Everything that links lead to from Today, as one of the demo's accounts."""
    page = sign_in(browser, walk.stack, account)
    waiting, seen, opened = deque(["/"]), {"/"}, Counter()
    while waiting:
        path = waiting.popleft()
        of_its_kind = name_of(path) + "?" * ("?" in path)
        opened[of_its_kind] += 1
        if opened[of_its_kind] > MOST_ROWS:
            continue
        for link in _open(page, path, account, walk):
            if not _NO_PAGE.search(link) and link not in seen:
                seen.add(link)
                waiting.append(link)
    _press_nothing(page, walk)
    page.context.close()


def _open(page: Page, path: str, account: str, walk: Walk) -> list[str]:
    """Ask for the page, look at it if it is made of other parts than those before it, and return where it leads."""
    answer = walk.ask(page, path)
    if answer.status // 100 == 3:
        return [answer.headers["location"]]
    if not answer.ok:
        walk.faults.append(f"{account} {path}: answered {answer.status}")
        return []
    walk.reached.add(name_of(path))
    if "html" not in answer.headers["content-type"]:
        return []
    html = answer.text()
    if name_of(path) == "training:apply" and 'name="given_name"' in html:
        walk.calls.add(path)
    kinds = walk.kinds[f"{account} /" if path == "/" else name_of(path) + "?" * ("?" in path)]
    kind = frozenset(_PARTS.findall(html.partition("<main")[2].partition("</main>")[0]))
    if kind not in kinds and len(kinds) < MOST_KINDS:
        kinds.add(kind)
        walk.look_at(page, path, account)
    return [*map(unescape, _LINKS.findall(html)), *_beyond(path, html)]


def _beyond(path: str, html: str) -> Iterator[str]:
    """The pages that come when a form is sent."""
    if sent := re.fullmatch(r"/bestallningar/(B-[^/]+)/", path):
        yield f"/bestall/klart/{sent[1]}/"
    if re.fullmatch(r"/ansok/[^/]+/", path):
        yield f"{path}tack/"
    if re.fullmatch(r"/utbildningar/\d+/", path) and f'"{path}platser/"' in html:
        yield f"{path}avsluta/"
    if path.endswith("/flytta-start/"):
        yield f"{path}{timezone.localdate() + timedelta(days=364)}/"
    if path.endswith("/sammanfoga/") and (into := re.search(r'<option value="(\d+)"', html)):
        yield f"{path}{into[1]}/"


def _press_nothing(page: Page, walk: Walk) -> None:
    """What answers that it wants something posted is a button, and no page."""
    for address in addresses():
        if address.name not in walk.reached and walk.ask(page, address.path).status == BUTTON:
            walk.reached.add(address.name)
