import pytest
from django.test import RequestFactory

from peersupport.shared import query


@pytest.mark.parametrize(
    ("text", "found"),
    [("7", 7), ("007", 7), ("9" * 18, 10**18 - 1), *((bad, 0) for bad in ("", "x", "-1", "1.0", "9" * 19, "٣", "²"))],
)
def test_an_id_that_is_no_number_is_no_rows(text, found):
    assert query.row_id(text) == found


@pytest.mark.parametrize(("address", "found"), [("/", None), ("/?id=", None), ("/?id=x", 0), ("/?id=7", 7)])
def test_an_id_may_be_left_out_of_an_address(address, found):
    assert query.number(RequestFactory().get(address), "id") == found


@pytest.mark.parametrize(("address", "found"), [("/", "a"), ("/?way=b", "b"), ("/?way=c", "a")])
def test_a_choice_that_nobody_offered_is_the_first(address, found):
    assert query.choice(RequestFactory().get(address), "way", ["a", "b"]) == found


def test_a_search_is_as_long_as_a_search_is():
    assert query.search_text(RequestFactory().get("/", {"q": f"  {'å' * 200} "})) == "å" * 100
