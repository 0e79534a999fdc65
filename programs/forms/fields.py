"""Fields for numbers that stand in a row."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import LineField


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
