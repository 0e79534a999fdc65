"""The pages of an application, which come only when the step before was filled in, and the applicant's own page."""

import re
import time

from playwright.sync_api import Browser, Page

from bench.walk import BUTTON, Walk, name_of


def walk(browser: Browser, walk: Walk) -> None:
    """Apply on the first call that a link led to, look at each step, and open the link in the letter that comes."""
    if not walk.calls:
        walk.faults.append("no link led to an application")
        return
    call = min(walk.calls)
    page = browser.new_context(locale="sv-SE").new_page()
    page.goto(walk.stack.url.rstrip("/") + call)
    _fill(page, given_name="Tindra", email="tindra@example.org")
    _go_on(page, walk)
    if walk.ask(page, f"{call}kasta/").status == BUTTON:
        walk.reached.add("training:apply_discard")
    _fill(page, letter="Jag vill vara den som jag själv saknade. Jag tycker om att lyssna.")
    _go_on(page, walk)
    for question in ("can_attend", "wants_half_time"):
        page.locator(f"[name={question}][value=yes]").check()
    _go_on(page, walk)
    page.locator("[name=consent]").check()
    _go_on(page, walk)
    if own := _own_page(walk):
        for path in (own, f"{own}ta-tillbaka/"):
            walk.look_at(page, path, "applicant")
    page.context.close()


def _fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)


def _go_on(page: Page, walk: Walk) -> None:
    """Press the form's button, and look at the page that comes."""
    with page.expect_navigation():
        page.locator("main .btn-primary").click()
    path = page.url.removeprefix(walk.stack.url.rstrip("/"))
    walk.reached.add(name_of(path))
    walk.look(page, f"applicant {name_of(path)}")


def _own_page(walk: Walk) -> str:
    """The address in the letter that says that it has come."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for letter in walk.stack.letters():
            if found := re.search(r"/min-ansokan/[0-9a-f-]+/", letter["text"]):
                return found[0]
        time.sleep(0.5)
    walk.faults.append("no letter led to an applicant's own page")
    return ""
