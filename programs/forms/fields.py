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
    """Rows of numbers in a form: up to three with a limit (``until_1``, ``every_1``), and one that has none.

    ``limit``, ``value`` and what is ``also`` asked are the fields' names; those in ``maybe`` may be left empty.
    ``rising`` says which way the limits go. ``incomplete``, ``disorder`` and, where the values must not fall, ``falls``
    are what a wrong row is told.
    """

    limit: str
    value: str
    rising: bool
    incomplete: Promise
    disorder: Promise
    falls: Promise | None = None
    also: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()

    @property
    def bounded(self) -> list[tuple[str, ...]]:
        names = (self.limit, self.value, *self.also)
        return [tuple(f"{name}_{n}" for name in names) for n in range(1, BOUNDED + 1)]

    @property
    def last(self) -> tuple[str, ...]:
        return tuple(f"{name}_last" for name in (self.value, *self.also))

    @property
    def rows(self) -> list:
        """The fields as the form's helper lays them out."""
        if self.also:
            return [Div(*row, css_class="row2 even") for row in [*self.bounded, self.last]]
        return [*(Div(*row, css_class="row2") for row in self.bounded), *self.last]

    def check(self, form: forms.Form) -> None:
        """Say beside its field what is wrong with a row."""
        before = None
        for row in self.bounded:
            missing = self._missing(row, form.cleaned_data)
            if missing and len(missing) < len(self._needed(row)) and not set(row) & set(form.errors):
                form.add_error(missing[0], self.incomplete)
            limit = form.cleaned_data.get(row[0])
            if limit is None:
                continue
            if before is not None and (limit <= before if self.rising else limit >= before):
                form.add_error(row[0], self.disorder)
            before = limit
        if self.falls and not form.errors:
            self._check_values(form)

    def _needed(self, row: tuple[str, ...]) -> list[str]:
        return [name for name in row if name.rpartition("_")[0] not in self.maybe]

    def _missing(self, row: tuple[str, ...], cleaned: dict) -> list[str]:
        return [name for name in self._needed(row) if cleaned.get(name) is None]

    def _check_values(self, form: forms.Form) -> None:
        most = 0
        for name in [*(row[1] for row in self.bounded), self.last[0]]:
            given = form.cleaned_data.get(name)
            if given is not None and given < most:
                form.add_error(name, self.falls)
                return
            most = most if given is None else given

    def given(self, cleaned: dict) -> list[tuple[int | None, ...]]:
        whole = [row for row in self.bounded if not self._missing(row, cleaned)]
        rows = [tuple(cleaned.get(name) for name in row) for row in whole]
        return [*rows, (None, *(cleaned.get(name) for name in self.last))]

    def shown(self, rows: Sequence[tuple[int | None, ...]]) -> dict:
        """Rows as the form's fields show them."""
        initial = dict(zip(self.last, rows[-1][1:], strict=True)) if rows else {}
        for names, row in zip(self.bounded, rows[:-1], strict=False):
            initial |= dict(zip(names, row, strict=True))
        return initial


PHASES = Steps(
    "until",
    "every",
    rising=True,
    incomplete=_("A phase needs its last week, and after how many days it is late."),
    disorder=_("Each phase must end in a later week than the one before."),
    also=("late", "group"),
    maybe=("every", "group"),
)
TERMS = Steps(
    "before",
    "percent",
    rising=False,
    incomplete=_("A step needs both its days and its percent."),
    disorder=_("Each step must be nearer to the start than the one before."),
    falls=_("A later cancellation can't cost less than an earlier one."),
)
