"""The marks that a programme has of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.shared.refusals import Conflict, Refused
from programs.models import Programme
from training.models import AttendanceStatus


@transaction.atomic
def add(
    *, programme: Programme, name: str, name_en: str, share: Decimal, is_excused: bool, shape: str, position: int
) -> AttendanceStatus:
    """A new mark. What it counts for is decided now and never changes, so that no attendance changes afterwards.

    Raises Refused beside name when it is taken, and beside is_excused where it counts as attended.
    """
    if is_excused and share == 1:
        raise Refused(_("What counts as attended needs no excuse."), field="is_excused")
    made = AttendanceStatus(programme=programme, name=name, name_en=name_en, share=share, is_excused=is_excused)
    made.shape, made.position = shape, position
    with _name_once():
        made.save(force_insert=True)
    return made


@transaction.atomic
def change(
    *, status: AttendanceStatus, version: int, name: str, name_en: str, shape: str, position: int, retired: bool
) -> None:
    """What it is called and how it is drawn, wherever it was given. Raises Conflict, and Refused beside name."""
    row = AttendanceStatus.objects.locked().get(pk=status.pk)
    if row.version != version:
        raise Conflict(_("Somebody else has changed this while you did."))
    row.name, row.name_en, row.shape, row.position = name, name_en, shape, position
    row.retired, row.version = retired, row.version + 1
    with _name_once():
        row.save()


@contextmanager
def _name_once() -> Iterator[None]:
    """The database decides: two may press at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        if "attendance_status_name_once" not in str(broken):
            raise
        raise Refused(_("Another mark is called that."), field="name") from broken
