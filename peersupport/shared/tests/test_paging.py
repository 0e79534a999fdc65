import pytest
from django.contrib.sessions.models import Session
from django.test import RequestFactory
from django.utils import timezone

from peersupport.shared import paging

pytestmark = pytest.mark.django_db


def some_rows(count: int) -> list[Session]:
    """Rows of a table that is always there."""
    now = timezone.now()
    return Session.objects.bulk_create([Session(session_key=f"{n:040}", expire_date=now) for n in range(count)])


def page(query: str = "", *, size: int = 2) -> paging.Page:
    return paging.page(RequestFactory().get(f"/lista/{query}"), Session.objects.order_by("pk"), size=size)


def test_the_first_page_and_the_last():
    rows = some_rows(3)

    first, last = page(), page("?sida=2")

    assert (first.rows, first.number, first.count, first.has_previous, first.has_next) == (rows[:2], 1, 3, False, True)
    assert (last.rows, last.number, last.count, last.has_previous, last.has_next) == (rows[2:], 2, 3, True, False)


@pytest.mark.parametrize("number", ["-1", "0", "abc", "", "1.5", "٣", "1e9", " 1", "00", "²", "000000", "0000001"])
def test_a_number_that_means_nothing_is_the_first_page(number):
    some_rows(3)

    assert page(f"?sida={number}").number == 1


@pytest.mark.parametrize("number", ["99", "999999999", "9" * 5000])
def test_a_page_that_is_not_there_is_empty(number):
    some_rows(1)

    far = page(f"?sida={number}")

    assert (far.rows, far.has_next) == ([], False)
    assert far.has_previous


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_one_page_that_holds_everything_costs_one_query(rows, django_assert_num_queries):
    some_rows(rows)

    with django_assert_num_queries(1):
        assert page().count == rows


@pytest.mark.parametrize("rows", [3, 6])
def test_more_than_one_page_costs_two(rows, django_assert_num_queries):
    some_rows(rows)

    with django_assert_num_queries(2):
        assert page().count == rows


def test_rows_are_counted_up_to_a_cap(monkeypatch):
    monkeypatch.setattr(paging, "COUNT_CAP", 3)
    some_rows(4)

    assert page().count is None
    assert "1\xa0000" in page().count_text


def test_the_other_words_of_the_query_stay():
    some_rows(5)

    middle = page("?q=%C3%A5%26b&lan=01&lan=03&sida=2")

    assert middle.next_query == "?q=%C3%A5%26b&lan=01&lan=03&sida=3"
    assert middle.previous_query == "?q=%C3%A5%26b&lan=01&lan=03&sida=1"
