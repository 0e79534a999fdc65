"""People at their screens: a browser context each, signed in as one of the demo's accounts."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from devstack.testkit import every_look, scrolls_sideways

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


class Somebody:
    """One person with a browser of their own. On each page that they come to axe finds nothing, and nothing scrolls
    sideways.

    With ``every_look`` a page is checked in light and dark at all three widths the first time that anybody comes to it.
    """

    seen: set[str] = set()  # kinds of pages that have been checked in every look

    def __init__(
        self, context: BrowserContext, url: str, axe: Callable[[Page], None], every_look: bool = False
    ) -> None:
        self.page = context.new_page()
        self.url = url.rstrip("/")
        self.axe = axe
        self.every_look = every_look

    def look(self) -> None:
        """Check the page as it stands now, and in every look the first time that anybody comes to one of its kind."""
        kind = f"{self.page.locator('main').get_attribute('class')} {re.sub('[0-9]+', '0', self.page.title())}"
        if not self.every_look or kind in self.seen:
            self._check()
            return
        self.seen.add(kind)
        for _look in every_look(self.page):
            self._check()

    def _check(self) -> None:
        self.axe(self.page)
        assert not scrolls_sideways(self.page), f"{self.page.url} at {self.page.viewport_size['width']}"

    def sign_in(self, email: str, password: str) -> "Somebody":
        self.go("/konto/logga-in/")
        self.fill(login=email, password=password)
        self.page.get_by_role("button", name="Logga in", exact=True).click()
        expect(self.page).to_have_url(f"{self.url}/")
        self.look()
        return self

    def go(self, path: str) -> None:
        answer = self.page.goto(path if path.startswith("http") else f"{self.url}{path}")
        assert answer.status == 200, f"{path} answered {answer.status}"
        self.look()

    def fill(self, **fields: str) -> None:
        """Fill fields by their names in the form."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def choose(self, **fields: str) -> None:
        """Choose in lists by the text shown."""
        for name, label in fields.items():
            self.page.locator(f"select[name={name}]").select_option(label=label)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).first.check()

    def press(self, name: str) -> None:
        """Press a button and look at what comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).first.click()
        self.look()

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()
        self.look()

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def never_sees(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)
