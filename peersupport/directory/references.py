"""Buyer references. Each organisation writes its own way, so each has its own masks, and none is built in.

A mask is a picture of the reference: 9 is a digit, A a letter, and everything else stands for itself. ZZ999999 is ZZ
and six digits. Coordinators can write that, and nothing can make it slow, which is why it is no regular expression.
"""

import re

LONGEST, MOST = 30, 10
_ALLOWED = re.compile(rf"[0-9A-ZÅÄÖ./_-][0-9A-ZÅÄÖ./_ -]{{0,{LONGEST - 1}}}")


def is_mask(text: str) -> bool:
    return bool(_ALLOWED.fullmatch(text))


def fits(reference: str, masks: list[str]) -> bool:
    """Whether the reference looks like one of the masks, in capitals or not; anything does where there are none."""
    text = reference.strip().upper()
    return not masks or any(_fits(text, mask) for mask in masks)


def _fits(text: str, mask: str) -> bool:
    return len(text) == len(mask) and all(_stands_for(*pair) for pair in zip(mask, text, strict=True))


def _stands_for(sign: str, character: str) -> bool:
    match sign:
        case "9":
            return character.isascii() and character.isdigit()
        case "A":
            return character.isalpha()
    return sign == character
