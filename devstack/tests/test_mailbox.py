"""The demo's mailbox, as the programs of ./run start it: real SMTP in, pages out."""

import json
import smtplib
import subprocess
import sys
import time
import urllib.error
import urllib.request
from email.message import EmailMessage

import pytest
from playwright.sync_api import expect

from devstack import ROOT
from devstack.mailbox.pages import _linked
from devstack.processes import listen
from devstack.testkit import every_look, scrolls_sideways


class Mailbox:
    def __init__(self, folder):
        self.folder = folder
        self.smtp, self.http = listen(0), listen(0)
        self.url = f"http://127.0.0.1:{self.http.getsockname()[1]}/"
        numbers = [self.smtp.fileno(), self.http.fileno()]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "devstack.mailbox", str(folder), *map(str, numbers)], cwd=ROOT, pass_fds=numbers
        )

    def send(self, subject: str, text: str, to: str = "anna@example.org") -> None:
        letter = EmailMessage()
        letter["Subject"], letter["From"], letter["To"] = subject, "demo@example.org", to
        letter.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.smtp.getsockname()[1], timeout=10) as client:
            client.send_message(letter)

    def get(self, path: str = "", host: str | None = None) -> tuple[int, str]:
        request = urllib.request.Request(self.url + path, headers={"Host": host} if host else {})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()

    def letters(self) -> list[dict]:
        return json.loads(self.get("api/letters")[1])

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(10)
        self.smtp.close()
        self.http.close()
        return code


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    mailbox = Mailbox(tmp_path_factory.mktemp("mailbox") / "mail")
    yield mailbox
    mailbox.stop()


@pytest.fixture
def mailbox(running):
    for letter in running.folder.glob("*.eml"):
        letter.unlink()
    return running


def test_a_letter_comes_by_smtp_and_can_be_read(mailbox):
    mailbox.send("Handledning på torsdag", "Hej\n\nVälkommen den 3 september.")

    (letter,) = mailbox.letters()
    assert letter == {
        "id": letter["id"],
        "to": "anna@example.org",
        "subject": "Handledning på torsdag",
        "text": "Hej\n\nVälkommen den 3 september.\n",
    }
    assert mailbox.get(f"brev/{letter['id']}")[1].count("Hej\n\nVälkommen den 3 september.\n</div>") == 1
    assert mailbox.get(f"brev/{letter['id']}/kalla")[1].splitlines()[0] == "X-Envelope-To: anna@example.org"


def test_the_newest_letter_is_first(mailbox):
    for subject in ("ett", "två", "tre"):
        mailbox.send(subject, "Hej")

    assert [letter["subject"] for letter in mailbox.letters()] == ["tre", "två", "ett"]


def test_what_a_letter_says_is_text_and_never_html(mailbox):
    mailbox.send("<b>fet</b>", "<script>alert(1)</script>", to='"<i>" <i@example.org>')

    (letter,) = mailbox.letters()
    for path in ("", f"brev/{letter['id']}"):
        page = mailbox.get(path)[1]
        assert page.count("&lt;b&gt;fet&lt;/b&gt;") == page.count("fet") > 0
        assert page.count("<script>") == page.count("<b>") == page.count("<i>") == 0


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "Se http://a.example/x?a=1&b=2.",
            'Se <a href="http://a.example/x?a=1&amp;b=2">http://a.example/x?a=1&amp;b=2</a>.',
        ),
        ("(https://a.example/)", '(<a href="https://a.example/">https://a.example/</a>)'),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ('https://a.example/"onclick=', '<a href="https://a.example/">https://a.example/</a>&quot;onclick='),
    ],
)
def test_addresses_in_a_text_can_be_followed(text, html):
    assert _linked(text) == html


@pytest.mark.parametrize("path", ["", "api/letters", "mailbox.css", "brev/1/kalla"])
def test_another_name_for_this_machine_reads_nothing(mailbox, path):
    assert mailbox.get(path, host="evil.example:8025")[0] == 403


@pytest.mark.parametrize("path", ["brev/", "brev/1", "brev/..%2f..%2fsecrets", "brev/../../secrets.json", "nowhere"])
def test_what_is_not_there_is_said_to_be_missing(mailbox, path):
    assert mailbox.get(path)[0] == 404


def test_letters_survive_a_kill(tmp_path):
    first = Mailbox(tmp_path / "mail")
    first.send("Kvar", "Hej")
    first.process.kill()
    first.stop()

    second = Mailbox(tmp_path / "mail")
    assert [letter["subject"] for letter in second.letters()] == ["Kvar"]
    assert second.stop() == 0


def test_a_letter_sent_while_the_mailbox_is_starting_waits_for_it(tmp_path):
    mailbox = Mailbox(tmp_path / "mail")
    began = time.monotonic()

    mailbox.send("Tidigt", "Hej")

    assert time.monotonic() - began < 10
    assert [letter["subject"] for letter in mailbox.letters()] == ["Tidigt"]
    mailbox.stop()


def test_everybody_can_read_the_pages(mailbox, page, axe):
    def stands() -> None:
        for look in every_look(page):
            axe(page)
            assert not scrolls_sideways(page), look

    page.goto(mailbox.url)
    stands()
    mailbox.send("Din handledning är i morgon", "Hej\n\nLogga in: http://127.0.0.1:8000/handledning/\n")
    page.get_by_role("link", name="Hämta nya brev").click()
    expect(page.get_by_role("link", name="Din handledning är i morgon")).to_be_visible()
    stands()
    page.get_by_role("link", name="Din handledning är i morgon").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Din handledning är i morgon")
    stands()

    assert page.get_by_role("link", name="handledning/").get_attribute("href") == "http://127.0.0.1:8000/handledning/"
