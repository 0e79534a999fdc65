"""What a workplace needs before a peer supporter starts there, and who has met its staff."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.models import StaffSession, Workplace


@dataclass(frozen=True)
class Check:
    """One thing that makes a workplace ready, and whether it is in place."""

    label: str
    is_done: bool
    detail: str = ""


def readiness(workplace: Workplace) -> list[Check]:
    """What a workplace needs before a peer supporter starts there (domain 1.5), done or not. One query.

    How many staff sessions is the programme's number; at least one of them has to have had a manager in the room.
    """
    needed = workplace.programme.staff_sessions
    held = workplace.staff_sessions.aggregate(
        n=Count("pk"), with_manager=Count("pk", filter=Q(managers_present__gte=1))
    )
    return [
        Check(_("a named manager"), bool(workplace.manager_name), workplace.manager_name),
        Check(_("a named contact person at the workplace"), bool(workplace.contact_name), workplace.contact_name),
        Check(
            ngettext("%(count)s staff session held", "%(count)s staff sessions held", needed) % {"count": needed},
            held["n"] >= needed,
            _("%(held)s of %(needed)s") % {"held": held["n"], "needed": needed},
        ),
        Check(_("a manager present at one staff session at least"), needed == 0 or held["with_manager"] > 0),
    ]


def missing(workplace: Workplace) -> list[str]:
    """What is not yet in place, in words; nothing when the workplace can be declared ready. One query."""
    return [check.label for check in readiness(workplace) if not check.is_done]


def staff_reached(workplace: Workplace) -> QuerySet[StaffSession]:
    return workplace.staff_sessions.select_related("led_by").order_by("number")
