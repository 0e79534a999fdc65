"""Fields for several numbers in one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crispy_forms.layout import Div
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import LineField, TextField

BOUNDED = 3  # rows with a limit; one more follows that has none


class NumbersField(LineField):
    """Rising whole numbers with commas between: "1, 3, 5"."""

    def __init__(self, *, most: int, **arguments) -> None:
        super().__init__(max_length=60, **arguments)
        self.most = most

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value

    def has_changed(self, initial, data) -> bool:
        return re.findall("[0-9]+", str(initial)) != re.findall("[0-9]+", str(data))

    def clean(self, value) -> list[int]:
        text = super().clean(value)
        if not re.fullmatch(r"[0-9]{1,3}(, ?[0-9]{1,3})*", text):
            raise forms.ValidationError(_("Enter numbers with commas between, like 1, 3, 5."), code="invalid")
        numbers = [int(part) for part in text.split(",")]
        if numbers != sorted(set(numbers)) or not 1 <= numbers[0] <= numbers[-1] <= self.most:
            raise forms.ValidationError(
                _("Enter rising numbers from 1 to %(most)s."), code="range", params={"most": self.most}
            )
        return numbers


class NamesField(TextField):
    """Names, one a line: at most so many, none longer than ``longest``. Empty lines are nobody's."""

    def __init__(self, *, most: int, longest: int, **arguments) -> None:
        super().__init__(**arguments)
        self.most, self.longest = most, longest
        self.widget.attrs["rows"] = 4

    def to_python(self, value) -> str:
        return "\n".join(filter(None, super().to_python(value).split("\n")))

    def validate(self, value: str) -> None:
        super().validate(value)
        names, limits = value.split("\n"), {"most": self.most, "longest": self.longest}
        if len(names) > self.most:
            raise forms.ValidationError(_("Enter at most %(most)s, one a line."), code="many", params=limits)
        if max(map(len, names)) > self.longest:
            words = _("A line can have at most %(longest)s characters.")
            raise forms.ValidationError(words, code="long", params=limits)


class RowsField(forms.Field):
    """Which rows a page showed, by their ids, unseen: what has come since is none of what the page is sent with."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def prepare_value(self, value):
        return value if isinstance(value, str) else ",".join(map(str, value or ()))

    def to_python(self, value) -> set[int]:
        if value and not re.fullmatch(r"[0-9]{1,18}(,[0-9]{1,18})*", value):
            words = _("The form was damaged on its way here. Check it and send it again.")
            raise forms.ValidationError(words, code="invalid")
        return {int(pk) for pk in value.split(",")} if value else set()


@dataclass(frozen=True)
class Steps:
    """Rows of two numbers in a form: up to three with a limit (``until_1``, ``every_1``), and one that has none.

    ``limit`` and ``value`` are the fields' names, ``rising`` says which way the limits go. ``incomplete``, ``disorder``
    and, where the values must not fall, ``falls`` are what a row of the wrong kind is told.
    """

    limit: str
    value: str
    rising: bool
    incomplete: Promise
    disorder: Promise
    falls: Promise | None = None

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(f"{self.limit}_{n}", f"{self.value}_{n}") for n in range(1, BOUNDED + 1)]

    @property
    def last(self) -> str:
        return f"{self.value}_last"

    @property
    def rows(self) -> list:
        """The fields as the form's helper lays them out."""
        return [*(Div(*pair, css_class="row2") for pair in self.pairs), self.last]

    def check(self, form: forms.Form) -> None:
        """Say beside its field what is wrong with a row."""
        before, cleaned = None, form.cleaned_data
        for limit, value in self.pairs:
            given = cleaned.get(limit), cleaned.get(value)
            if (given[0] is None) != (given[1] is None) and not {limit, value} & set(form.errors):
                form.add_error(limit if given[0] is None else value, self.incomplete)
            if given[0] is None:
                continue
            if before is not None and (given[0] <= before if self.rising else given[0] >= before):
                form.add_error(limit, self.disorder)
            before = given[0]
        if self.falls and not form.errors:
            self._check_values(form)

    def _check_values(self, form: forms.Form) -> None:
        most = 0
        for name in [*(value for _limit, value in self.pairs), self.last]:
            given = form.cleaned_data.get(name)
            if given is not None and given < most:
                form.add_error(name, self.falls)
                return
            most = most if given is None else given

    def given(self, cleaned: dict) -> list[tuple[int | None, int]]:
        bounded = [(cleaned.get(limit), cleaned.get(value)) for limit, value in self.pairs]
        return [row for row in bounded if None not in row] + [(None, cleaned.get(self.last))]

    def shown(self, rows: Sequence[tuple[int | None, int]]) -> dict:
        """Rows as the form's fields show them."""
        initial = {self.last: rows[-1][1] if rows else None}
        for (limit, value), row in zip(self.pairs, rows[:-1], strict=False):
            initial |= {limit: row[0], value: row[1]}
        return initial
