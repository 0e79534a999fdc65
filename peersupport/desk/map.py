"""Where peer supporters work, by county: a drawn map, and the same numbers as a list."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Count

from peersupport.accounts.permissions import Role
from peersupport.desk.remembered import remembered
from peersupport.directory import models as directory
from placements.models import Placement

PATHS = Path(directory.__file__).resolve().parent.parent / "data" / "regions_paths.json"
RANKED = 5


@dataclass(frozen=True)
class CountyOnMap:
    code: str
    name: str
    path: str
    count: int
    level: int  # 0 nobody, 1 to 3 by how many


@dataclass(frozen=True)
class CountyMap:
    counties: list[CountyOnMap]

    @property
    def total(self) -> int:
        return sum(county.count for county in self.counties)

    @property
    def ranked(self) -> list[CountyOnMap]:
        """Counties with somebody at work, most first."""
        return sorted((c for c in self.counties if c.count), key=lambda c: (-c.count, c.name))

    @property
    def first(self) -> list[CountyOnMap]:
        return self.ranked[:RANKED]

    @property
    def others(self) -> list[CountyOnMap]:
        return self.ranked[RANKED:]

    @property
    def others_count(self) -> int:
        return sum(county.count for county in self.others)


def county_map(membership) -> CountyMap:
    """Active placements that a coordinator sees, by county. One query, at most every five minutes."""
    scope = "nation" if membership.role == Role.NATIONAL_COORDINATOR else f"host:{membership.organisation_id}"
    counts = remembered(f"map:{scope}", lambda: _counts(membership))
    most = max(counts.values(), default=0)
    return CountyMap(
        [
            CountyOnMap(row["code"], row["name"], row["d"], counts.get(row["code"], 0), _level(counts, row, most))
            for row in _paths()
        ]
    )


def _counts(membership) -> dict[str, int]:
    rows = Placement.objects.visible_to(membership).active().order_by()
    return dict(rows.values_list("workplace__municipality__county").annotate(n=Count("pk")))


def _level(counts: dict[str, int], row: dict, most: int) -> int:
    count = counts.get(row["code"], 0)
    return 0 if not count else 1 + min(2, 3 * count // (most + 1))


@cache
def _paths() -> list[dict]:
    return json.loads(PATHS.read_text(encoding="utf-8"))["items"]
