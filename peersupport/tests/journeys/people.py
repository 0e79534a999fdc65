"""People at their screens: a browser context each, signed in as one of the demo's accounts."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


WIDTHS = (1440, 390, 320)
SCHEMES = ("light", "dark")


class Somebody:
    """One person with a browser of their own. Each page that they come to is checked with axe.

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
        """Check the page as it stands now."""
        self.axe(self.page)
        kind = f"{self.page.locator('main').get_attribute('class')} {re.sub('[0-9]+', '0', self.page.title())}"
        if not self.every_look or kind in self.seen:
            return
        self.seen.add(kind)
        own = self.page.viewport_size
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours change at once
            for width in WIDTHS:
                self.page.set_viewport_size({"width": width, "height": own["height"]})
                self.axe(self.page)
        self.page.emulate_media(color_scheme="null", reduced_motion="null")
        self.page.set_viewport_size(own)

    def sign_in(self, email: str, password: str) -> "Somebody":
        self.go("/konto/logga-in/")
        self.fill(login=email, password=password)
        self.page.get_by_role("button", name="Logga in", exact=True).click()
        expect(self.page).to_have_url(f"{self.url}/")
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
