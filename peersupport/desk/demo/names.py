"""Invented people. Nobody here exists; the addresses can't be reached."""

from dataclasses import dataclass

GIVEN = [
    *("Alva", "Bilal", "Cecilia", "Dagny", "Elias", "Fatima", "Gustav", "Hedda"),
    *("Ismael", "Jonna", "Kasper", "Leila", "Malte", "Nadia", "Oskar", "Petra"),
]
FAMILY = [
    *("Aspgren", "Björkdal", "Cederhag", "Dalsund", "Ekmark", "Forsby", "Granlid"),
    *("Hagstrand", "Idesjö", "Järnvik", "Kvistmo", "Lindås", "Myrberg"),
]
PLAIN = str.maketrans("åäö", "aao")


@dataclass(frozen=True)
class Name:
    given: str
    family: str

    @property
    def email(self) -> str:
        return f"{self.given}.{self.family}@invented.example".lower().translate(PLAIN)


def names(start: int, count: int) -> list[Name]:
    """``count`` different names, from place ``start`` in a list that is always the same."""
    return [_name(n) for n in range(start, start + count)]


def _name(n: int) -> Name:
    """No two of the first 208 are the same: 16 and 13 have no common divisor."""
    return Name(GIVEN[n % len(GIVEN)], FAMILY[n % len(FAMILY)])
