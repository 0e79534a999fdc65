"""Somebody's browser without a screen: cookies, forms as they are sent, no redirect followed. Many can go at once."""

import http.client
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import SimpleCookie
from threading import Barrier
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

Argument, Result = TypeVar("Argument"), TypeVar("Result")
PATIENCE = 120  # seconds; on a busy machine two hundred wait in line for eight threads


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str


class Visitor:
    def __init__(self, url: str) -> None:
        self.origin = url.rstrip("/")
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, values: dict[str, object]) -> Answer:
        return self._ask("POST", path, urlencode(values, doseq=True))

    def sign_in(self, email: str, password: str) -> "Visitor":
        """Through the page, as people do."""
        self.get("/konto/logga-in/")
        answer = self.post("/konto/logga-in/", {"login": email, "password": password, **self.token})
        if answer.status != http.client.FOUND:
            raise AssertionError(f"{email} did not come in: {answer.status}")
        return self

    @property
    def token(self) -> dict[str, str]:
        """What Django's own check accepts from a page's hidden field: the cookie's secret as it is."""
        return {"csrfmiddlewaretoken": self.cookies["csrftoken"]}

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self.origin).netloc, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
            return Answer(answer.status, answer.headers.get("Location", ""), answer.read().decode(errors="replace"))
        finally:
            connection.close()


def all_at_once(call: Callable[[Argument], Result], arguments: list[Argument]) -> list[Result]:
    """``call`` for each argument, every one in a thread of its own that waits until all are there."""
    start = Barrier(len(arguments))

    def one(argument: Argument) -> Result:
        start.wait(timeout=PATIENCE)
        return call(argument)

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(one, arguments))
