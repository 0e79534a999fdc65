"""What a walk through the product's pages has seen, and how it looks at one of them."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import Resolver404, resolve
from playwright.sync_api import APIResponse, Browser, Page

from devstack.testkit import Stack, every_look, findings, scrolls_sideways

BUTTON = 405  # what answers so to being asked for is a button, and no page


@dataclass
class Walk:
    """What was reached, of what kinds the pages were, and what axe or the page's own width had to say."""

    stack: Stack
    reached: set[str] = field(default_factory=set)  # names of addresses that answered, with a page or a file
    kinds: defaultdict[str, set] = field(default_factory=lambda: defaultdict(set))
    faults: list[str] = field(default_factory=list)
    calls: set[str] = field(default_factory=set)  # where one can apply
    pages: int = 0
    checks: int = 0

    def ask(self, page: Page, path: str) -> APIResponse:
        """What the server answers, without showing it."""
        return page.request.get(self.stack.url.rstrip("/") + path, max_redirects=0)

    def look_at(self, page: Page, path: str, who: str, *, status: int = 200) -> None:
        answer = page.goto(self.stack.url.rstrip("/") + path)
        if answer.status == status:
            self.reached.add(name_of(path))
        else:
            self.faults.append(f"{who} {path}: answered {answer.status}")
        self.look(page, f"{who} {path}")

    def look(self, page: Page, name: str) -> None:
        """Check the page as it stands now in every look."""
        self.pages += 1
        for look, width in every_look(page):
            self.checks += 1
            self.faults += [f"{name} ({look}, {width}): {fault}" for fault in findings(page)]
            if scrolls_sideways(page):
                self.faults.append(f"{name} ({look}, {width}): scrolls sideways")


def name_of(path: str) -> str:
    """The name of the address, or the path itself where there is none."""
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return path


def sign_in(browser: Browser, stack: Stack, account: str) -> Page:
    page = browser.new_context(locale="sv-SE").new_page()
    page.goto(f"{stack.url}konto/logga-in/")
    page.locator("[name=login]").fill(f"{account}@demo.example")
    page.locator("[name=password]").fill(stack.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(stack.url)
    return page
