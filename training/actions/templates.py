"""Schedules that have a name: kept from a cohort, to be chosen for the next."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Organisation
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from training import selectors
from training.models import ScheduleTemplate


@transaction.atomic
def save(*, cohort: Cohort, name: str, owner: Organisation | None, by: User, at: datetime) -> ScheduleTemplate:
    """Keep a cohort's days, their modules and the hours that most of them have. ``owner``: None for all hosts.

    Raises Refused beside name when it is taken, and where the cohort has no days.
    """
    shape = selectors.shape_of(cohort)
    if shape is None:
        raise Refused(_("The cohort has no course days."))
    (morning_from, morning_to), (afternoon_from, afternoon_to) = shape.hours.morning, shape.hours.afternoon
    template = ScheduleTemplate(
        name=name,
        owner=owner,
        days=list(shape.days),
        modules=list(shape.modules),
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


def _save_once(template: ScheduleTemplate) -> None:
    """A name is a template's own within its owner, which the database decides: two may press at once."""
    try:
        with transaction.atomic():
            template.save(force_insert=True)
    except IntegrityError as broken:
        if "template_name_once" not in str(broken):
            raise
        raise Refused(_("There is a template with this name already."), field="name") from broken
