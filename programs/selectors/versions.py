"""What has changed in a programme's settings, as sentences."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.models import Programme, ProgrammeVersion, ReadinessItem, Track
from programs.selectors.history import Happening

MOST_VERSIONS = 50


def _plain(value: object) -> str:
    return str(value) or "–"


def _maybe(value: int | None) -> str:
    return str(value or "–")


def _money(value: str) -> str:
    return _("%(sum)s kr") % {"sum": number_format(value.removesuffix(".00"), force_grouping=True)}


def _share(value: str) -> str:
    return f"{number_format(f'{float(value) * 100:.1f}'.removesuffix('.0'))} %"


def _tracks(value: list[str]) -> str:
    return ", ".join(str(Track(one).label).lower() for one in value)


def _numbers(value: list[int]) -> str:
    return ", ".join(map(str, value))


def _weeks(value: list[int]) -> str:
    return _numbers([week + 1 for week in value])


def _months(value: int | None) -> str:
    return str(value) if value else _("for ever")


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _phases(value: list[list]) -> str:
    """Older versions say less: nothing of what is late, or of groups."""
    return ", ".join(_phase(*row) for row in value)


def _phase(until: int | None, days: int | None, late: int | None = None, group: int | None = None) -> str:
    if days is None:
        told = _("until week %(week)s on request") % {"week": until} if until else _("then on request")
    elif until:
        told = _("until week %(week)s every %(days)s days") % {"week": until, "days": days}
    else:
        told = _("then every %(days)s days") % {"days": days}
    if group is not None:
        told = _("%(phase)s and in a group every %(days)s days") % {"phase": told, "days": group}
    return told if late is None else _("%(phase)s (late after %(days)s)") % {"phase": told, "days": late}


def _maybe_share(value: str | None) -> str:
    return _share(value) if value else "–"


def _readiness(value: list[str]) -> str:
    return ", ".join(str(ReadinessItem.Kind(kind).label) for kind in value) or "–"


def _terms(value: list[list]) -> str:
    parts = [
        _("%(percent)s %% at least %(days)s days before") % {"percent": percent, "days": before}
        if before
        else _("then %(percent)s %%") % {"percent": percent}
        for before, percent in value
    ]
    return ", ".join(parts)


# What each setting is called in a sentence, and how its value is written
TOLD: dict[str, tuple[str, Callable]] = {
    "name": (gettext_lazy("name"), _plain),
    "spelled_out": (gettext_lazy("spelled out"), _plain),
    "owner": (gettext_lazy("owner"), _plain),
    "tracks": (gettext_lazy("tracks on offer"), _tracks),
    "is_open": (gettext_lazy("takes orders"), _yes_or_no),
    "seat_price": (gettext_lazy("price per seat"), _money),
    "needs_approval": (gettext_lazy("a coordinator says yes to each order"), _yes_or_no),
    "hold_days": (gettext_lazy("days that seats are held"), _plain),
    "release_days": (gettext_lazy("days before the start when unused seats are asked back"), _plain),
    "offer_days": (gettext_lazy("days to answer an offer of seats"), _plain),
    "terms_version": (gettext_lazy("version of the cancellation terms"), _plain),
    "terms": (gettext_lazy("what it costs to cancel"), _terms),
    "study_weeks": (gettext_lazy("study weeks"), _weeks),
    "days_per_week": (gettext_lazy("course days a week"), _plain),
    "attendance_required": (gettext_lazy("attendance required"), _share),
    "summing_up": (gettext_lazy("summing-up interview before a certificate"), _yes_or_no),
    "assignments": (gettext_lazy("all home assignments before a certificate"), _yes_or_no),
    "guidelines": (gettext_lazy("version of the ethical guidelines before a certificate"), _maybe),
    "replace_until_day": (gettext_lazy("last course day for another person"), _plain),
    "pause_days": (gettext_lazy("days that a seat is kept during a pause"), _plain),
    "peers_per_supervisor": (gettext_lazy("peer supporters per supervisor at most"), _plain),
    "assessors": (gettext_lazy("people who assess each application"), _plain),
    "consent_version": (gettext_lazy("version of the consent text"), _plain),
    "certificate_months": (gettext_lazy("months that certificates are valid"), _months),
    "renewal_hours": (gettext_lazy("hours to renew a certificate"), _plain),
    "staff_sessions": (gettext_lazy("staff sessions per workplace"), _plain),
    "readiness": (gettext_lazy("what a ready workplace needs"), _readiness),
    "reached": (gettext_lazy("share of the team that staff sessions reach"), _maybe_share),
    "turnover": (gettext_lazy("share of the team that may be new before a new staff session"), _maybe_share),
    "follow_up_months": (gettext_lazy("follow-ups, in months"), _numbers),
    "phases": (gettext_lazy("supervision"), _phases),
    "check_in_weeks": (gettext_lazy("check-ins with the manager, in weeks"), _numbers),
}


def programme_history(*, programme: Programme) -> list[Happening]:
    """Each change of a setting as a sentence, newest first, in at most MOST_VERSIONS versions. One query."""
    versions = list(programme.versions.select_related("by").order_by("-number")[:MOST_VERSIONS])
    told = [
        Happening(text, str(after.by or ""), after.at)
        for after, before in pairwise(versions)
        for text in _changes(before.settings, after.settings)
    ]
    return [*told, *_beginning(versions[-1])] if versions else []


def _changes(before: dict, after: dict) -> Iterator[str]:
    for name, (label, written) in TOLD.items():
        if name in before and before[name] != after[name]:  # a setting may be younger than the version
            was, now = written(before[name]), written(after[name])
            yield _("%(what)s: %(was)s → %(now)s") % {"what": str(label).capitalize(), "was": was, "now": now}


def _beginning(first: ProgrammeVersion) -> list[Happening]:
    return [Happening(_("The programme was added"), str(first.by or ""), first.at)] if first.number == 1 else []
