"""What is offered, and the numbers that it follows."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Organisation
from peersupport.shared.refusals import Conflict, Refused
from programs.models import (
    CancellationStep,
    Programme,
    ProgrammeVersion,
    Readiness,
    ReadinessItem,
    Requirement,
    Requirements,
    SupervisionPhase,
)

# until which week (None: from then on), days between sessions (None: on request), days without a meeting before it is
# late, days between group sessions (None: none are planned)
Phase = tuple[int | None, int | None, int, int | None]
# Supervision is intensive at first, then less (domain 1.6); the numbers are a start for a coordinator to change
PHASES: tuple[Phase, ...] = ((4, 7, 14, 14), (12, 14, 14, 14), (52, 30, 35, 30), (None, None, 60, 30))
Step = tuple[int | None, int]  # so many days before the start or more (None: later than that), percent of the price
# Free until 30 days before the start, half the price until 8 days, and all of it after that (domain 5.5)
TERMS: tuple[Step, ...] = ((30, 0), (8, 50), (None, 100))
SNAPSHOT = (
    *("name", "spelled_out", "tracks", "study_weeks", "days_per_week", "replace_until_day", "staff_sessions"),
    *("follow_up_months", "needs_approval", "hold_days", "release_days", "offer_days", "terms_version"),
    *("assessors", "consent_version", "is_open", "certificate_months", "renewal_hours"),
    *("pause_days", "peers_per_supervisor", "check_in_weeks"),
)


@transaction.atomic
def create(
    *,
    name: str,
    spelled_out: str,
    owner: Organisation,
    phases: Sequence[Phase] = PHASES,
    terms: Sequence[Step] = TERMS,
    requirements: Requirements = Requirements(),
    readiness: Readiness = Readiness(),
    by: User | None,
    at: datetime,
    **settings,
) -> Programme:
    """A programme with the usual numbers, save those given in ``settings`` (columns of Programme).

    ``by`` is None for the very first one, which ``manage.py begin`` makes. Raises Refused beside name, tracks, phases
    and terms.
    """
    changed = {"changed_by": by, "changed_at": at} if by else {}
    programme = Programme(name=name, spelled_out=spelled_out, owner=owner, **changed, **settings)
    _save(programme)
    _set_phases(programme, phases)
    _set_terms(programme, terms)
    _remember(programme, requirements, readiness, by=by, at=at)
    return programme


@transaction.atomic
def change(
    *,
    programme: Programme,
    version: int,
    phases: Sequence[Phase] | None = None,
    terms: Sequence[Step] | None = None,
    requirements: Requirements | None = None,
    readiness: Readiness | None = None,
    by: User,
    at: datetime,
    **settings,
) -> None:
    """Change the columns in ``settings``. What has begun keeps its numbers: prices and plans are copied when made, and
    a cohort keeps the ``requirements`` that it began under.

    ``version`` is the one that the editor was shown. Raises Conflict when somebody has changed the programme since,
    and Refused beside name, tracks, phases and terms.
    """
    row = Programme.objects.locked().get(pk=programme.pk)
    if row.version != version:
        raise Conflict(_("Somebody else changed this programme while you did."))
    kept = Requirements.of(Requirement.objects.of_programme(row.pk))
    still_asked = Readiness.of(ReadinessItem.objects.of_programme(row.pk))
    for name, value in settings.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_by, row.changed_at = by, at
    _save(row)
    if phases is not None:
        row.supervision_phases.all().delete()
        _set_phases(row, phases)
    if terms is not None:
        row.cancellation_steps.all().delete()
        _set_terms(row, terms)
    _remember(row, requirements or kept, readiness or still_asked, by=by, at=at)


def _save(programme: Programme) -> None:
    """Names are unique, which the database decides: two may press at once."""
    if not programme.tracks:
        raise Refused(_("Choose at least one track."), field="tracks")
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError as broken:
        if "programme_name" not in str(broken):
            raise
        raise Refused(_("There is a programme with this name already."), field="name") from broken


def _set_phases(programme: Programme, phases: Sequence[Phase]) -> None:
    """Write the phases. Weeks must rise, and the last phase has no end: a placement never runs out of supervision."""
    weeks = [until for until, *_days in phases]
    if not weeks or weeks[-1] is not None or None in weeks[:-1] or weeks[:-1] != sorted(set(weeks[:-1])):
        raise Refused(_("Each phase must end in a later week than the one before."), field="phases")
    rows = [
        SupervisionPhase(programme=programme, until_week=until, every_days=every, late_after=late, group_days=group)
        for until, every, late, group in phases
    ]
    for row in rows:
        planned = [days for days in (row.every_days, row.group_days) if days is not None]
        if not planned:
            raise Refused(_("Each phase needs sessions one by one, or in a group."), field="phases")
        if row.late_after < min(planned):
            raise Refused(_("What is late can't come before the next session is due."), field="phases")
    SupervisionPhase.objects.bulk_create(rows)


def _set_terms(programme: Programme, terms: Sequence[Step]) -> None:
    """Write what it costs to cancel. The start comes nearer from step to step, and who waits never pays less."""
    days, percents = [before for before, _percent in terms], [percent for _before, percent in terms]
    if not days or days[-1] is not None or None in days[:-1] or days[:-1] != sorted(set(days[:-1]), reverse=True):
        raise Refused(_("Each step must be nearer to the start than the one before."), field="terms")
    if percents != sorted(percents):
        raise Refused(_("A later cancellation can't cost less than an earlier one."), field="terms")
    CancellationStep.objects.bulk_create(
        CancellationStep(programme=programme, days_before=before, percent=percent) for before, percent in terms
    )


def _remember(
    programme: Programme, requirements: Requirements, readiness: Readiness, *, by: User | None, at: datetime
) -> None:
    """Keep all settings as they are now. Decimals as text, so that 68000 and 68000.00 are the same."""
    phases = programme.supervision_phases.order_by(SupervisionPhase.in_order())
    settings = {name: getattr(programme, name) for name in SNAPSHOT} | {
        "owner": str(programme.owner),
        "seat_price": f"{programme.seat_price:.2f}",
        "attendance_required": f"{requirements.attendance:.3f}",
        "summing_up": requirements.summing_up,
        "assignments": requirements.assignments,
        "guidelines": requirements.guidelines.number if requirements.guidelines else None,
        "readiness": readiness.in_order(),
        "reached": f"{readiness.reached:.3f}" if readiness.reached else None,
        "turnover": f"{readiness.turnover:.3f}" if readiness.turnover else None,
        "phases": list(phases.values_list("until_week", *SupervisionPhase.NUMBERS)),
        "terms": programme.terms(),
    }
    version = ProgrammeVersion(programme=programme, number=programme.version, settings=settings, by=by, at=at)
    version.save(force_insert=True)
    requirements.save_as_those_of(version)
    readiness.save_as_those_of(version)
