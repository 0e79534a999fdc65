"""Counties and municipalities, from the files in peersupport/directory/data."""

import csv
from pathlib import Path

from django.db import transaction

from peersupport.directory.models import County, Municipality

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load() -> tuple[int, int]:
    """Bring counties and municipalities in line with the files; how many of each there are in them.

    Keyed on the codes of Statistics Sweden. Safe to repeat, and never deletes: rows elsewhere point at old codes.
    """
    counties = [
        County(code=row["code"], name=row["name"], short_name=row["short_name"], region=row["region_org"])
        for row in _rows("regions_extended.csv")
    ]
    points = {row["code"]: row for row in _rows("municipality_points.csv")}
    municipalities = [
        Municipality(
            code=row["code"],
            name=row["name"],
            county_id=row["region_code"],
            longitude=float(points[row["code"]]["lon"]),
            latitude=float(points[row["code"]]["lat"]),
        )
        for row in _rows("municipalities.csv")
    ]
    _write(County, counties, ["name", "short_name", "region"])
    _write(Municipality, municipalities, ["name", "county", "longitude", "latitude"])
    return len(counties), len(municipalities)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(model, rows: list, fields: list[str]) -> None:
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)
