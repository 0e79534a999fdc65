"""The QR code on paper is the code of the address, drawn dark on nothing."""

import re

import segno

from peersupport.documents import qr

URL = "https://peer.example/c/0123456789abcdef0123456789abcdef/"


def modules(svg: str) -> list[list[int]]:
    """The dark squares of an SVG path that segno drew: runs to the right, and moves."""
    size = int(re.search(r'width="(\d+)"', svg)[1])
    found = [[0] * size for _row in range(size)]
    x = y = 0.0
    for step, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", re.search(r' d="([^"]+)"', svg)[1]):
        if step == "M":
            x, y = float(first), float(second)
        elif step == "m":
            x, y = x + float(first), y + float(second)
        else:
            for column in range(int(x), int(x + float(first))):
                found[int(y)][column] = 1
            x += float(first)
    return found


def test_the_squares_drawn_are_those_of_the_address():
    drawn = modules(qr.svg(URL).decode())

    assert drawn == [list(row) for row in segno.make(URL, error="m", micro=False).matrix]


def test_another_address_is_another_drawing():
    assert modules(qr.svg(URL).decode()) != modules(qr.svg(URL.replace("0123", "0124")).decode())
