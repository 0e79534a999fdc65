"""What a workplace needs before a peer supporter starts there, and who has met its staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from placements.models import ReadinessTick, StaffChange, StaffSession, Workplace
from programs.models import ReadinessItem

Kind = ReadinessItem.Kind
ASKED = "programme__versions__readiness"
ORDER = {kind: number for number, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Check:
    """One thing that makes a workplace ready, and whether it is in place."""

    kind: str
    label: str
    is_done: bool
    detail: str = ""
    done_by: str = ""
    done_at: datetime | None = None

    @property
    def is_ticked(self) -> bool:
        """Somebody says so; the rest follows from what is known."""
        return self.kind not in ReadinessItem.KNOWN

    @property
    def is_ours(self) -> bool:
        """The association sees to it, not the unit."""
        return self.kind in ReadinessItem.OURS


@dataclass(frozen=True)
class Readiness:
    """All that makes one workplace ready: what is missing first."""

    checks: list[Check]

    @property
    def missing(self) -> list[Check]:
        return [check for check in self.checks if not check.is_done]

    @property
    def done(self) -> int:
        return len(self.checks) - len(self.missing)

    @property
    def percent(self) -> int:
        """Whole percent, and 100 only when nothing is missing."""
        return 100 * self.done // len(self.checks) if self.checks else 100


def checklist(workplaces: QuerySet[Workplace]) -> QuerySet[Workplace]:
    """Each of these workplaces once for each thing that its programme asks for now: ``asked``, and ``is_done``.

    The one place where readiness is decided (domain 1.5): pages, the gate, Today and letters read these rows.
    """
    newest = {"programme__versions__number": F("programme__version"), f"{ASKED}__isnull": False}
    here = StaffSession.objects.filter(workplace=OuterRef("pk"))
    each = here.order_by().values("workplace")
    ticks = ReadinessTick.objects.standing().filter(workplace=OuterRef("pk"), kind=OuterRef("asked"))
    rows = workplaces.filter(**newest).annotate(
        asked=F(f"{ASKED}__kind"),
        share=F(f"{ASKED}__share"),
        needed=F("programme__staff_sessions"),
        held=Coalesce(Subquery(each.annotate(n=Count("pk")).values("n")), 0),
        reached=Coalesce(Subquery(each.annotate(n=Sum("first_time")).values("n")), 0),
        met_manager=Exists(here.filter(managers_present__gte=1)),
        ticked=Exists(ticks),
        changed=Subquery(_changes().values("cause")[:1]),
        changed_on=Subquery(_changes().values("since")[:1]),
    )
    return rows.annotate(is_done=Case(When(_in_place(), then=True), default=False))


def _changes() -> QuerySet[StaffChange]:
    """Of the outer workplace and its asked share: what asks for a new session still, the latest first."""
    limit = OuterRef("share") * OuterRef("team_size")
    many = Q(cause=StaffChange.Cause.TURNOVER, newcomers__gt=limit)
    found = StaffChange.objects.not_met().filter(workplace=OuterRef("pk"))
    return found.filter(Q(cause=StaffChange.Cause.MANAGER) | many).order_by("-since", "-pk")


def _in_place() -> Q:
    enough = Q(team_size__isnull=False, reached__gte=F("share") * F("team_size"))
    return (
        Q(asked=Kind.MANAGER) & ~Q(manager_name="")
        | Q(asked=Kind.CONTACT) & ~Q(contact_name="")
        | Q(asked=Kind.SESSIONS, held__gte=F("needed"))
        | Q(asked=Kind.MANAGER_PRESENT) & (Q(needed=0) | Q(met_manager=True))
        | Q(asked=Kind.REACHED) & enough
        | Q(asked=Kind.RENEWED, changed=None)
        | ~Q(asked__in=ReadinessItem.KNOWN) & Q(ticked=True)
    )


def readiness(workplace: Workplace) -> Readiness:
    """What a workplace has and what it lacks, in the order of the checklist but what is missing first. Two queries."""
    ticks = {tick.kind: tick for tick in workplace.ticks.standing().select_related("done_by")}
    checks = [_check(row, ticks.get(row.asked)) for row in _rows(workplace)]
    return Readiness(sorted(checks, key=lambda check: check.is_done))


def missing(workplace: Workplace) -> list[str]:
    """What is not yet in place, in words; nothing when the workplace can be declared ready. One query."""
    return [_label(row) for row in _rows(workplace) if not row.is_done]


def what_stops(workplace: Workplace) -> list[str]:
    """Why nobody may start here without a written reason, in words; nothing where somebody may. One query."""
    stops = missing(workplace)
    if not stops and workplace.ready_on is None:
        stops = [_("that it is declared ready")]
    return stops


def not_ready(workplaces: QuerySet[Workplace]) -> QuerySet[Workplace]:
    """Those of these workplaces that lack something."""
    return workplaces.filter(pk__in=checklist(Workplace.objects.all()).filter(is_done=False).values("pk"))


def shares_ready(workplaces: list[Workplace]) -> dict[int, tuple[int, int]]:
    """How many things are in place of how many, by the ids of these workplaces. One query."""
    rows = checklist(Workplace.objects.filter(pk__in=[row.pk for row in workplaces])).order_by()
    counted = rows.values("pk").annotate(n=Count("pk"), done=Count("pk", filter=Q(is_done=True)))
    return {row["pk"]: (row["done"], row["n"]) for row in counted}


@dataclass(frozen=True)
class Reach:
    """How much of the team the sessions have reached, and how much each of them has to (a share, 0 to 1)."""

    team_size: int | None
    reached: int
    asked: Decimal | None

    @property
    def percent(self) -> int | None:
        """Of the team, in all; at most 100, for a team may be smaller now than it was."""
        return min(100, 100 * self.reached // self.team_size) if self.team_size else None

    def percent_of(self, head_count: int) -> int | None:
        return min(100, 100 * head_count // self.team_size) if self.team_size else None

    def is_few(self, head_count: int) -> bool:
        """Counts as held, and is flagged (domain 7.9)."""
        return bool(self.team_size and self.asked and head_count < self.asked * self.team_size)

    def of(self, sessions: Iterable[StaffSession]) -> list[StaffSession]:
        """The sessions, each with the ``percent`` of the team that came and whether that ``is_few``."""
        rows = list(sessions)
        for row in rows:
            row.percent, row.is_few = self.percent_of(row.head_count), self.is_few(row.head_count)
        return rows


def reach(workplace: Workplace) -> Reach:
    """One query, for what the programme asks; the sessions are read by :func:`staff_reached`."""
    asked = ReadinessItem.objects.of_programme(workplace.programme_id).filter(kind=Kind.REACHED)
    reached = workplace.staff_sessions.aggregate(n=Sum("first_time"))["n"] or 0
    return Reach(workplace.team_size, reached, asked.values_list("share", flat=True).first())


def staff_reached(workplace: Workplace) -> QuerySet[StaffSession]:
    return workplace.staff_sessions.select_related("led_by").order_by("number")


def _rows(workplace: Workplace) -> list[Workplace]:
    rows = checklist(Workplace.objects.filter(pk=workplace.pk)).only("team_size", "manager_name", "contact_name")
    return sorted(rows, key=lambda row: ORDER[row.asked])


def _check(row: Workplace, tick: ReadinessTick | None) -> Check:
    said = {"done_by": str(tick.done_by), "done_at": tick.done_at} if tick else {}
    return Check(row.asked, _label(row), row.is_done, _detail(row), **said)


def _label(row: Workplace) -> str:
    if row.asked == Kind.SESSIONS:
        return ngettext("%(count)s staff session held", "%(count)s staff sessions held", row.needed) % {
            "count": row.needed
        }
    if row.asked == Kind.REACHED:
        percent = number_format((row.share * 100).normalize())
        return _("staff sessions that reach %(percent)s %% of the team") % {"percent": percent}
    return str(Kind(row.asked).label)


def _detail(row: Workplace) -> str:
    match row.asked:
        case Kind.MANAGER:
            return row.manager_name
        case Kind.CONTACT:
            return row.contact_name
        case Kind.SESSIONS:
            return _("%(held)s of %(needed)s") % {"held": row.held, "needed": row.needed}
        case Kind.RENEWED if row.changed:
            what = StaffChange.Cause(row.changed).label
            return _("%(what)s from %(day)s") % {"what": what, "day": date_format(row.changed_on, "Y-m-d")}
        case Kind.REACHED if row.team_size is None:
            return _("say first how many are in the team")
        case Kind.REACHED:
            return _("%(held)s of %(needed)s") % {"held": row.reached, "needed": row.team_size}
    return ""
