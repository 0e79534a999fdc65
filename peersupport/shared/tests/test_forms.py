import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError

from peersupport.shared.forms import DayField, LineField, WorkEmailField, clean_line, helper, idempotency_field


@pytest.mark.parametrize(
    "name",
    ["Ö", "O'Neill", "d’Arc", "Null", "None", "Åsa-Märta von der Å", "山田", "Zoë", "Þór", "نور", "👩\u200d👩\u200d👧"],
)
def test_names_that_must_work_are_left_as_they_are(name):
    assert clean_line(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anna   Ek ", "Anna Ek"),
        ("Anna\u00a0Ek", "Anna Ek"),
        ("\u00a0\u3000", ""),
        ("Aba\u00adcus", "Abacus"),
        ("An\u200bna", "Anna"),
        ("\u200b", ""),
        ("A\u030asa", "Åsa"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{7*7}}", "{{7*7}}"),
        ("' OR 1=1--", "' OR 1=1--"),
        ("A\u0301\u0302\u0303nna", "Á\u0302\u0303nna"),
    ],
)
def test_text_is_kept_as_people_mean_it(typed, kept):
    assert clean_line(typed) == kept


@pytest.mark.parametrize(
    "unseen",
    [
        *[
            "a\x00b",
            "a\r\n2026-01-01 INFO login ok",
            "\x1b[2J",
            "a\u2028b",
            "a\u2029b",
            "a\x0bb",
            "\u202eannA",
            "\u2066x",
        ],
        *["\ud800", "\ue000", "\u200e", "a\ufeffb", "a" + "\u0301" * 2000, "\u0338" * 4 + "x", "\t"],
    ],
    ids=lambda text: text[:8].encode("unicode_escape").decode(),
)
def test_what_no_page_can_show_is_refused_in_words(unseen):
    with pytest.raises(ValidationError):
        clean_line(unseen)


class Form(forms.Form):
    name = LineField(max_length=10)
    email = WorkEmailField(required=False)
    key = idempotency_field()
    helper = helper("name", "email", "key")


KEY = "5f0f6c1e-0c6b-4c43-9d4a-2a2a6d1f7b11"


@pytest.mark.parametrize("empty", ["", "   ", "\u200b", "\u00a0"])
def test_a_line_of_nothing_is_empty(empty):
    assert Form({"name": empty, "key": KEY}).has_error("name", "required")


@pytest.mark.parametrize(("name", "fits"), [("å" * 10, True), ("å" * 11, False), ("a" * 10**6, False)])
def test_length_is_counted_in_characters(name, fits):
    assert Form({"name": name, "key": KEY}).is_valid() is fits


@pytest.mark.parametrize(
    "wrong",
    [
        *["a@x.se, b@y.se", "a@x.se\r\nBcc: b@y.se", "<a@x.se> SIZE=1", "nobody", "a@", "a" * 250 + "@x.se", "a@x..se"],
        *['"a b"@x', "a@x.se b@y.se", "a@localhos t", "a@localhost"],
    ],
)
def test_what_is_not_exactly_one_address_is_refused_beside_its_field(wrong):
    form = Form({"name": "Anna", "email": wrong, "key": KEY})

    assert list(form.errors) == ["email"]


@pytest.mark.parametrize(("typed", "kept"), [("A@X.se", "a@x.se"), (" a@x.se ", "a@x.se"), ("", "")])
def test_an_address_is_kept_in_lower_case(typed, kept):
    form = Form({"name": "Anna", "email": typed, "key": KEY})

    assert form.is_valid()
    assert form.cleaned_data["email"] == kept


@pytest.mark.parametrize("garbage", ["", "x", "0", KEY + "0"])
def test_a_token_that_is_none_is_an_error_of_the_form_and_no_more(garbage):
    assert not Form({"name": "Anna", "key": garbage}).is_valid()


@pytest.mark.parametrize("day", [dt.date(2010, 1, 1), dt.date(2100, 12, 31)])
def test_a_day_within_the_years_is_taken(day):
    assert DayField().clean(day.isoformat()) == day


@pytest.mark.parametrize("typed", ["2009-12-31", "2101-01-01", "0001-01-01"])
def test_a_day_in_another_century_is_a_slip(typed):
    with pytest.raises(ValidationError) as slip:
        DayField().clean(typed)

    assert slip.value.messages == ["Ange en dag från 2010 till 2100."]


def test_a_field_may_have_limits_of_its_own():
    field = DayField(first=dt.date(2026, 1, 1), last=dt.date(2026, 6, 30))

    assert (field.widget.attrs["min"], field.widget.attrs["max"]) == ("2026-01-01", "2026-06-30")
    with pytest.raises(ValidationError):
        field.clean("2026-07-01")


class Everything(forms.Form):
    name = LineField(max_length=3)
    seats = forms.IntegerField(min_value=1, max_value=200)
    track = forms.ChoiceField(choices=[("a", "A")])


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({}, {"name": "Fyll i det här.", "seats": "Fyll i det här.", "track": "Fyll i det här."}),
        (
            {"name": "Anna", "seats": "0", "track": "b"},
            {
                "name": "Skriv högst 3 tecken (nu är det 4).",
                "seats": "Skriv minst 1.",
                "track": "”b” går inte att välja. Välj något annat.",
            },
        ),
        ({"name": "Ann", "seats": "201", "track": "a"}, {"seats": "Skriv högst 200."}),
    ],
    ids=["empty", "too little", "too much"],
)
def test_what_is_wrong_is_said_in_plain_words(filled, said):
    errors = Everything(filled).errors

    assert {name: list(messages) for name, messages in errors.items()} == {name: [text] for name, text in said.items()}
