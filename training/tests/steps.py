"""Short ways to say where something is."""

import datetime as dt

from programs.models import Cohort

DAY = dt.date(2026, 8, 17)  # the one day of the fixture `cohort`


def of(cohort: Cohort, page: str) -> str:
    return f"/utbildningar/{cohort.pk}/{page}"
