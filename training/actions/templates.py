"""Schedules that have a name: kept from a cohort, to be chosen for the next."""

from collections import Counter
from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Organisation
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from training.models import CourseDay, CourseSession, ScheduleTemplate
from training.rules import USUAL_HOURS


@transaction.atomic
def save(*, cohort: Cohort, name: str, owner: Organisation | None, by: User, at: datetime) -> ScheduleTemplate:
    """Keep a cohort's days, their modules and the hours that most of them have. ``owner``: None for all hosts.

    Raises Refused beside name when it is taken, and where the cohort has no days.
    """
    sessions = list(CourseSession.objects.filter(day__cohort=cohort).select_related("day", "module").in_order())
    dates = list(CourseDay.objects.filter(cohort=cohort).order_by("date").values_list("date", flat=True))
    if not dates:
        raise Refused(_("The cohort has no course days."))
    monday = dates[0] - timedelta(days=dates[0].weekday())
    module_of = {one.day.date: one.module.number for one in reversed(sessions) if one.module}  # the morning's, if both
    (morning_from, morning_to), (afternoon_from, afternoon_to) = _usual_hours(sessions)
    template = ScheduleTemplate(
        name=name,
        owner=owner,
        days=[(day - monday).days for day in dates],
        modules=[module_of.get(day, 0) for day in dates],
        morning_from=morning_from,
        morning_to=morning_to,
        afternoon_from=afternoon_from,
        afternoon_to=afternoon_to,
        made_at=at,
        made_by=by,
    )
    _save_once(template)
    return template


@transaction.atomic
def remove(*, template: ScheduleTemplate) -> None:
    """Nobody chooses it any more; cohorts that were laid out by it stay as they are."""
    ScheduleTemplate.objects.filter(pk=template.pk).delete()


def _usual_hours(sessions: list[CourseSession]) -> list[tuple[time, time]]:
    """What most mornings and most afternoons have; where the two overlap, the usual ones."""
    found = []
    for part, usual in zip(CourseSession.Part.values, (USUAL_HOURS.morning, USUAL_HOURS.afternoon), strict=True):
        hours = Counter((one.starts_at, one.ends_at) for one in sessions if one.part == part)
        found.append(hours.most_common(1)[0][0] if hours else usual)
    (_start, noon), (afternoon, _end) = found
    return found if noon <= afternoon else [USUAL_HOURS.morning, USUAL_HOURS.afternoon]


def _save_once(template: ScheduleTemplate) -> None:
    """A name is a template's own within its owner, which the database decides: two may press at once."""
    try:
        with transaction.atomic():
            template.save(force_insert=True)
    except IntegrityError as broken:
        if "template_name_once" not in str(broken):
            raise
        raise Refused(_("There is a template with this name already."), field="name") from broken
