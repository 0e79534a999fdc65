"""The own pages of applicants and participants, each behind a link that only its holder has got."""

import re

from playwright.sync_api import Browser, Page

from bench.walk import BUTTON, Walk, name_of

OWN_PAGES = """
from django.utils import timezone
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from training.letters.own_page import PAGE_LINK
from training.models import Application, Participation
is_open = {"purpose": PAGE_LINK, "revoked_at": None, "expires_at__gt": timezone.now()}
for link in OneTimeLink.objects.filter(**is_open).order_by("-pk"):
    one = Application.objects.select_related("cohort").filter(pk=link.subject_id, erased_at=None).first()
    if one is None:
        continue
    sits = Participation.objects.filter(application=one).values_list("status", flat=True)
    print(f"/min-ansokan/{onetime.token_of(link)}/", one.known_status, one.cohort.status, *sits)
"""
_LED_TO = re.compile(r'(?:href|action)="(/[^"?#]+)')


def walk(browser: Browser, walk: Walk) -> None:
    """Look at the own page of one in each state, and at all that anybody's leads to."""
    page, states = browser.new_context(locale="sv-SE").new_page(), set()
    for line in walk.stack.manage("shell", "-v0", "-c", OWN_PAGES).splitlines():
        own, _space, stands = line.partition(" ")
        if stands not in states:
            states.add(stands)
            walk.look_at(page, own, stands)
        _follow(page, own, stands, walk)
    page.context.close()


def _follow(page: Page, path: str, stands: str, walk: Walk) -> None:
    """Open what nobody's page has led to so far, and what that leads to in turn."""
    for led_to in dict.fromkeys(_LED_TO.findall(walk.ask(page, path).text())):
        if name_of(led_to) in walk.reached:
            continue
        answer = walk.ask(page, led_to)
        if answer.ok and "html" in answer.headers["content-type"]:
            walk.look_at(page, led_to, stands)
            _follow(page, led_to, stands, walk)
        elif answer.ok or answer.status == BUTTON:  # a file, or a button
            walk.reached.add(name_of(led_to))
