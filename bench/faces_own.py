"""The own pages of applicants and participants, each behind a link that only its holder has got."""

import re

from playwright.sync_api import Browser

from bench.walk import BUTTON, Walk, name_of

ONE_OF_EACH = """
from django.utils import timezone
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from training.letters.own_page import PAGE_LINK
from training.models import Application, Participation
seen = {}
is_open = {"purpose": PAGE_LINK, "revoked_at": None, "expires_at__gt": timezone.now()}
for link in OneTimeLink.objects.filter(**is_open).order_by("-pk"):
    one = Application.objects.select_related("cohort").get(pk=link.subject_id)
    sits = Participation.objects.filter(application=one).values_list("status", flat=True)
    stands = [one.known_status, one.cohort.status, *sits]
    seen.setdefault(" ".join(stands), onetime.token_of(link))
for stands, token in seen.items():
    print(f"/min-ansokan/{token}/", stands)
"""
_LED_TO = re.compile(r'(?:href|action)="(/[^"?#]+)')


def walk(browser: Browser, walk: Walk) -> None:
    """Look at the own page of one in each state, and at all that their page leads to."""
    page = browser.new_context(locale="sv-SE").new_page()
    for line in walk.stack.manage("shell", "-v0", "-c", ONE_OF_EACH).splitlines():
        own, _space, stands = line.partition(" ")
        walk.look_at(page, own, stands)
        for path in dict.fromkeys(_LED_TO.findall(page.content())):
            if name_of(path) not in walk.reached:
                _open(page, path, stands, walk)
    page.context.close()


def _open(page, path: str, stands: str, walk: Walk) -> None:
    answer = walk.ask(page, path)
    if answer.ok and "html" in answer.headers["content-type"]:
        walk.look_at(page, path, stands)
    elif answer.ok or answer.status == BUTTON:  # a file, or a button
        walk.reached.add(name_of(path))
