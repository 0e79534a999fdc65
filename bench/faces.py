"""axe-core over every page of the demo in every look: light and dark, at 1440, 390 and 320 pixels.

Walks the links of each role from Today, and visits one page for each address of the product (Today once for each role).
"""

import os
import re
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import django
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.report import Figure
from devstack import browser as browsers
from devstack.testkit import SCHEMES, Stack, findings, scrolls_sideways

ACCOUNTS = ("national", "regional", "leader", "haninge", "manager", "supervisor", "peer", "dpo")
SIZES = ((1440, 900), (390, 844), (320, 640))
SIGNED_OUT = (
    "/konto/logga-in/",
    "/konto/losenord/glomt/",
    "/hjalp/",
    "/tillganglighet/",
    "/personuppgifter/",
    "/finns-inte/",
)
MOST_PAGES = 60  # of one role; the product has fewer addresses than that
_NO_PAGE = re.compile(r"\.(pdf|xlsx|csv|ics)$|logout|mailto:|^https?://|^#")


@dataclass
class Walk:
    """What was visited, and what axe or the page's own width had to say."""

    visited: set[str]
    faults: list[str]
    checks: int = 0


def main() -> list[Figure]:
    django.setup()
    stack = Stack(Path(os.environ["BENCH_FOLDER"]) / "faces")
    walk = Walk(set(), [])
    try:
        stack.start()
        with sync_playwright() as playwright:
            found = browsers.find(install=False)
            browser = playwright.chromium.launch(executable_path=found.path, args=browsers.flags())
            _signed_out(browser, stack, walk)
            for account in ACCOUNTS:
                _as(account, browser, stack, walk)
            browser.close()
    finally:
        stack.stop()
    for fault in walk.faults:
        print(fault)
    note = f"{len(walk.visited)} pages, {walk.checks} runs of axe"
    return [Figure("axe and sideways scroll", len(walk.faults), "violations", "0", not walk.faults, note=note)]


def _signed_out(browser: Browser, stack: Stack, walk: Walk) -> None:
    context = browser.new_context(locale="sv-SE")
    page = context.new_page()
    for path in SIGNED_OUT:
        _look_at(page, stack.url.rstrip("/") + path, f"signed out {path}", walk)
    context.close()


def _as(account: str, browser: Browser, stack: Stack, walk: Walk) -> None:
    context = browser.new_context(locale="sv-SE")
    page = _sign_in(context, stack, f"{account}@demo.example")
    waiting, seen, count = deque(["/"]), {"/"}, 0
    while waiting and count < MOST_PAGES:
        path = waiting.popleft()
        name = f"{account} /" if path == "/" else _address(path)
        if name in walk.visited:
            continue
        walk.visited.add(name)
        count += 1
        _look_at(page, stack.url.rstrip("/") + path, f"{account} {path}", walk)
        for link in page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))"):
            if link.startswith("/") and not _NO_PAGE.search(link) and link not in seen:
                seen.add(link)
                waiting.append(link)
    context.close()


def _sign_in(context: BrowserContext, stack: Stack, email: str) -> Page:
    page = context.new_page()
    page.goto(f"{stack.url}konto/logga-in/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(stack.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(stack.url)
    return page


def _address(path: str) -> str:
    """The name of the address, so that each is visited once; with a query it counts as another page."""
    bare, _, query = path.partition("?")
    try:
        return resolve(bare).view_name + ("?" if query else "")
    except Resolver404:
        return path


def _look_at(page: Page, url: str, name: str, walk: Walk) -> None:
    for look in SCHEMES:
        page.emulate_media(color_scheme=look)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(url)
            walk.checks += 1
            walk.faults += [f"{name} ({look}, {width}): {fault}" for fault in findings(page)]
            if scrolls_sideways(page):
                walk.faults.append(f"{name} ({look}, {width}): scrolls sideways")
