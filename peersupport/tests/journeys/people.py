"""People at their screens: a browser context each, signed in as one of the demo's accounts."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


class Somebody:
    """One person with a browser of their own. Each page that they come to is checked with axe."""

    def __init__(self, context: BrowserContext, url: str, axe: Callable[[Page], None]) -> None:
        self.page = context.new_page()
        self.url = url.rstrip("/")
        self.axe = axe

    def sign_in(self, email: str, password: str) -> "Somebody":
        self.go("/konto/logga-in/")
        self.fill(login=email, password=password)
        self.page.get_by_role("button", name="Logga in", exact=True).click()
        expect(self.page).to_have_url(f"{self.url}/")
        return self

    def go(self, path: str) -> None:
        answer = self.page.goto(path if path.startswith("http") else f"{self.url}{path}")
        assert answer.status == 200, f"{path} answered {answer.status}"
        self.axe(self.page)

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
        self.axe(self.page)

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()
        self.axe(self.page)

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def never_sees(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)
