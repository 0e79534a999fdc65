"""Who has been manager and contact person at a workplace, and how much of its team is new."""

from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Refused
from placements.models import StaffChange, Workplace, WorkplacePerson

Role = WorkplacePerson.Role


def keep(
    workplace: Workplace, named: dict[str, str], *, since: date | None, is_correction: bool, by: User, at: datetime
) -> None:
    """Whoever was there before goes on the day when the new one comes; the caller has locked the workplace's row."""
    today = localtime(at).date()
    first_day = since or today
    if first_day > today:
        raise Refused(_("Name them when the day has come."), field="since")
    before = {row.role: row for row in workplace.people.now()}
    for role, name in named.items():
        was = before.get(role)
        if was and was.name == name:
            continue
        if was and name and is_correction:
            was.name = name
            was.save(update_fields=["name"])
            continue
        if was:
            _leaves(was, first_day)
        if name:
            _comes(workplace, role, name, first_day, by=by, at=at)


def _leaves(person: WorkplacePerson, day: date) -> None:
    if person.since and day < person.since:
        raise Refused(_("The one before began later than that."), field="since")
    person.until = day
    person.save(update_fields=["until"])


def _comes(workplace: Workplace, role: str, name: str, day: date, *, by: User, at: datetime) -> None:
    if role == Role.MANAGER and workplace.people.filter(role=role).exists():
        StaffChange.objects.create(
            workplace=workplace, cause=StaffChange.Cause.MANAGER, since=day, noted_by=by, noted_at=at
        )
    WorkplacePerson.objects.create(workplace=workplace, role=role, name=name, since=day)
