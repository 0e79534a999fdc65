"""The pages of one's own account, which come one after the other: a second step, a key, signing out, a new password."""

import re
import time

from playwright.sync_api import Browser, Page

from bench.walk import Walk, sign_in

WHO = "dpo"
AFTER_THE_APP = (
    "/konto/tvasteg/",
    "/konto/tvasteg/app/ta-bort/",
    "/konto/tvasteg/reservkoder/nya/",
    "/konto/tvasteg/reservkoder/",
    "/konto/tvasteg/nycklar/ny/",
    "/konto/tvasteg/bekrafta/",
)
KEY = """
from allauth.mfa.webauthn.internal.auth import WebAuthn
from peersupport.accounts.models import User
print(WebAuthn.add(User.objects.get(email="{email}"), "Blå nyckel", {{}}).instance.pk)
"""
PATIENCE = 60  # seconds until a letter has come


def walk(browser: Browser, found: Walk) -> None:
    page = sign_in(browser, found.stack, WHO)
    _second_step(page, found)
    _key(page, found)
    found.look_at(page, "/konto/logga-ut/", WHO)
    page.context.close()
    _asked_for_the_code(browser, found)
    _new_password(browser, found)


def _second_step(page: Page, found: Walk) -> None:
    """The page asks for the password first."""
    found.look_at(page, "/konto/tvasteg/app/", WHO)
    page.locator("[name=password]").fill(found.stack.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/konto/tvasteg/app/")
    found.look(page, f"{WHO} /konto/tvasteg/app/ after the password")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").fill(_code_of(secret))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url(re.compile("/konto/tvasteg/(reservkoder/)?$"))
    for path in AFTER_THE_APP:
        found.look_at(page, path, WHO)


def _code_of(secret: str) -> str:
    """What the app on the telephone would show now."""
    from allauth.mfa.totp.internal import auth as totp  # it has models, so Django has to be set up

    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def _key(page: Page, found: Walk) -> None:
    """As if a security key had been added on another machine."""
    pk = found.stack.manage("shell", "-v0", "-c", KEY.format(email=f"{WHO}@demo.example")).split()[-1]
    for path in ("", f"{pk}/byt-namn/", f"{pk}/ta-bort/"):
        found.look_at(page, f"/konto/tvasteg/nycklar/{path}", WHO)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/konto/tvasteg/nycklar/")


def _asked_for_the_code(browser: Browser, found: Walk) -> None:
    page = browser.new_context(locale="sv-SE").new_page()
    page.goto(f"{found.stack.url}konto/logga-in/")
    page.locator("[name=login]").fill(f"{WHO}@demo.example")
    page.locator("[name=password]").fill(found.stack.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/konto/tvasteg/kod/")
    found.reached.add("mfa_authenticate")
    found.look(page, f"{WHO} /konto/tvasteg/kod/")
    page.context.close()


def _new_password(browser: Browser, found: Walk) -> None:
    page = browser.new_context(locale="sv-SE").new_page()
    page.goto(f"{found.stack.url}konto/losenord/glomt/")
    page.locator("[name=email]").fill("peer@demo.example")
    page.locator("[name=email]").press("Enter")
    page.wait_for_url("**/konto/losenord/glomt/skickat/")
    link = re.compile(r"/konto/losenord/glomt/[0-9A-Za-z]+-[^\s]+")
    deadline = time.monotonic() + PATIENCE
    while not (sent := link.search("\n".join(letter["text"] for letter in found.stack.letters()))):
        if time.monotonic() > deadline:
            raise SystemExit("The letter with the link to a new password did not come.")
        time.sleep(0.5)
    found.look_at(page, sent[0], "signed out")
    page.context.close()
