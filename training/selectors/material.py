"""What is handed out, as pages list it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from programs.models import Cohort, Programme
from training.models import CourseDay, CourseSession, Material, Module


@dataclass(frozen=True)
class DayMaterial:
    """A course day, and each of its modules with what is handed out of it."""

    day: CourseDay
    modules: list[tuple[Module, list[Material]]]


def modules_of(*, programme: Programme, membership) -> QuerySet[Module]:
    """A programme's modules, those in use first, each with ``files``: how much material this membership sees of it."""
    mine = Material.objects.visible_to(membership).in_use().filter(module=OuterRef("pk")).order_by().values("module")
    files = Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)
    return Module.objects.filter(programme=programme).annotate(files=files).order_by("retired", "number")


def material_by_module(rows: QuerySet[Material]) -> dict[int, list[Material]]:
    """One query, without the bytes."""
    found: dict[int, list[Material]] = defaultdict(list)
    for material in rows.listed():
        found[material.module_id].append(material)
    return found


def handed_out(*, cohort: Cohort, on: date) -> list[DayMaterial]:
    """What participants read by then, day by day; days with nothing are left out. Two queries."""
    files = material_by_module(Material.objects.handed_out(cohort, on=on))
    sessions = CourseSession.objects.of_cohort(cohort.pk).filter(module__in=files).select_related("day", "module")
    found = []
    for day, of_day in groupby(sessions.in_order(), key=lambda session: session.day):
        modules = dict.fromkeys(session.module for session in of_day)
        found.append(DayMaterial(day, [(module, files[module.pk]) for module in modules]))
    return found
