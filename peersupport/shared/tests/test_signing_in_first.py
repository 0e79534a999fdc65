"""Somebody whose session has ended presses a button."""

import pytest

pytestmark = pytest.mark.django_db
PRESSED = "/bestallningar/B-2026-0001/bekrafta/"


@pytest.mark.parametrize(
    ("came_from", "goes_to"),
    [
        ("http://testserver/bestallningar/B-2026-0001/?sida=2", "/bestallningar/B-2026-0001/%3Fsida%3D2"),
        ("http://evil.example/bestallningar/", "/"),
        ("", "/"),
    ],
)
def test_who_pressed_too_late_comes_back_to_where_they_stood_and_is_told(client, came_from, goes_to):
    headers = {"Referer": came_from} if came_from else {}

    answer = client.post(PRESSED, headers=headers)
    page = client.get(answer.url)

    assert answer.url == f"/konto/logga-in/?next={goes_to}"
    assert [message.level_tag for message in page.context["messages"]] == ["warning"]


def test_a_page_is_come_back_to_by_its_own_address(client):
    assert client.get("/bestallningar/").url == "/konto/logga-in/?next=/bestallningar/"
