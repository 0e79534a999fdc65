"""Files that are handed out with a module."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit.status import subject_of
from peersupport.directory.models import Organisation
from peersupport.documents import uploads
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Conflict, Refused
from training.models import Material, Module

MOST = 20  # of one owner, in use with one module


class TooMuch(Refused):
    """The module has as many files as it may."""

    def __init__(self) -> None:
        super().__init__(_("A module can have %(most)s files. Retire one first.") % {"most": MOST})


@transaction.atomic
def add(
    *, module: Module, owner: Organisation | None, key: UUID, title: str, content: bytes, by: User, at: datetime
) -> Material:
    """A file for all who teach the module, or for its ``owner`` alone. The same ``key`` gives what it made.

    Raises NotAccepted beside file, Refused beside title when it is taken, and TooMuch.
    """
    found = uploads.columns_of(content)
    before = idempotency.claim(key, purpose="training.material", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(Material, before)
    row = Module.objects.locked().get(pk=module.pk)
    _refuse_too_much(row, owner)
    made = Material(module=row, owner=owner, title=title, uploaded_by=by, uploaded_at=at, **found)
    with _title_once():
        made.save(force_insert=True)
    idempotency.remember(key, subject_of(made))
    return made


@transaction.atomic
def change(*, material: Material, version: int, title: str, retired: bool) -> None:
    """Call it otherwise, retire it, or take it into use again.

    Raises Conflict, Refused beside title when it is taken, and TooMuch.
    """
    module = Module.objects.locked().get(pk=material.module_id)
    row = Material.objects.listed().locked().get(pk=material.pk)
    if row.version != version:
        raise Conflict(_("Somebody else has changed this while you did."))
    if row.retired and not retired:
        _refuse_too_much(module, row.owner)
    row.title, row.retired, row.version = title, retired, row.version + 1
    with _title_once():
        row.save(update_fields=["title", "retired", "version"])


@transaction.atomic
def replace(*, material: Material, version: int, content: bytes, by: User, at: datetime) -> None:
    """A new edition in the old one's place; the same bytes again are no new one. Raises NotAccepted and Conflict."""
    found = uploads.columns_of(content)
    row = Material.objects.listed().locked().get(pk=material.pk)
    if row.sha256 == found["sha256"]:
        return
    if row.version != version:
        said = _("Somebody else has changed this while you did. Look at it, and choose your file again to replace it.")
        raise Conflict(said, field="file")
    found |= {"uploaded_by": by, "uploaded_at": at, "edition": row.edition + 1, "version": row.version + 1}
    for name, value in found.items():
        setattr(row, name, value)
    row.save(update_fields=found)


def _refuse_too_much(module: Module, owner: Organisation | None) -> None:
    if module.material.in_use().filter(owner=owner).count() >= MOST:
        raise TooMuch


@contextmanager
def _title_once() -> Iterator[None]:
    """What a module hands out is told apart by its titles, which the database decides: two may press at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        if "material_title_once" not in str(broken):
            raise
        raise Refused(_("The module has something with this title already."), field="title") from broken
