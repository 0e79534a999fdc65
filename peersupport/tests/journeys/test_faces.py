"""The pages that most people use, in every look: axe finds nothing, and nothing scrolls sideways.

`./run bench faces` does the same over every page of the product.
"""

import re

import pytest
from playwright.sync_api import Page

from peersupport.tests.journeys.people import Somebody

pytestmark = pytest.mark.journey

SIZES = [(1440, 900), (390, 844), (320, 640)]
LOOKS = ["light", "dark"]


def looks_right(somebody: Somebody, path: str) -> None:
    page = somebody.page
    for look in LOOKS:
        page.emulate_media(color_scheme=look)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            somebody.go(path)
            assert not scrolls_sideways(page), f"{path} scrolls sideways ({look}, {width})"


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize(
    ("account", "path"),
    [
        ("", "/konto/logga-in/"),
        ("regional", "/"),
        ("haninge", "/bestallningar/"),
        ("supervisor", "/handledning/ny/"),
    ],
    ids=["sign-in", "today", "orders", "log-a-session"],
)
def test_a_page_in_every_look(somebody, account, path):
    looks_right(somebody(account), path)


def test_a_cohort_and_its_attendance_in_every_look(somebody):
    leader = somebody("leader")
    leader.go("/utbildningar/?status=running")
    cohort = leader.page.locator("main a[href^='/utbildningar/']").filter(has_text=re.compile("hösten|våren"))
    path = cohort.first.get_attribute("href")

    looks_right(leader, path)
