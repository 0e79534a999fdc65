"""Numbers with a check digit, as people write them: with hyphens, spaces or neither. Kept as digits alone."""

import re
from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import ean, luhn
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.se import orgnr, vat

_BETWEEN = re.compile(r"[\s\-–]+")


def checked(check: Callable[[str], str], typed: str, wrong: str | Promise) -> str:
    """The number as it is kept. Raises Django's ValidationError with ``wrong``, or with words of the check's own."""
    try:
        number = check(typed)
    except WrongNumber as error:
        raise ValidationError(wrong, code="invalid") from error
    if not number.isascii():
        raise ValidationError(wrong, code="invalid")
    return number


class CheckedNumber(forms.CharField):
    """``check`` takes what was typed and gives the number as it is kept, or raises stdnum's or Django's error."""

    def __init__(self, *, check: Callable[[str], str], wrong: str | Promise, **kwargs) -> None:
        super().__init__(**{"max_length": 20, "required": False, **kwargs})
        self.check, self.wrong = check, wrong

    def to_python(self, value) -> str:
        text = super().to_python(value)
        return checked(self.check, text, self.wrong) if text else ""


def organisation_number(typed: str) -> str:
    """Ten digits; never a personal identity number."""
    number = orgnr.validate(typed)
    if number.isascii() and int(number[2]) < 2:  # a birth month is at most 12, an organisation has 20 or more
        raise ValidationError(_("This is not the number of an organisation."), code="invalid")
    return number


def gln(typed: str) -> str:
    """Thirteen digits: a place's number in the world of GS1."""
    number = ean.validate(_BETWEEN.sub("", typed))
    if len(number) != 13:
        raise WrongNumber
    return number


def bankgiro(typed: str) -> str:
    """Seven or eight digits."""
    number = luhn.validate(_BETWEEN.sub("", typed))
    if len(number) not in (7, 8):
        raise WrongNumber
    return number


def vat_number(typed: str) -> str:
    """SE, the organisation number, and 01."""
    number = vat.validate(_BETWEEN.sub("", typed.upper()))
    if not number.endswith("01"):
        raise WrongNumber
    return f"SE{number}"


def postal_code(typed: str) -> str:
    number = _BETWEEN.sub("", typed)
    if not re.fullmatch(r"[1-9][0-9]{4}", number):
        raise WrongNumber
    return number


class OrgNumberField(CheckedNumber):
    """Ten digits with the right check digit, typed with or without a hyphen; never a personal identity number."""

    def __init__(self, **kwargs) -> None:
        wrong = _("Write the ten digits of the organisation number, like 212000-0142.")
        super().__init__(check=organisation_number, wrong=wrong, **kwargs)
