"""The file for a research project: made by a worker of those who say yes then, and handed over while they still do."""

import io
import secrets
import zipfile
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Permission
from peersupport.directory.models import Membership, Person
from peersupport.documents import spreadsheets
from peersupport.jobs import long
from peersupport.jobs.models import LongJob
from peersupport.jobs.working import File, Stopped
from peersupport.privacy.models import Consent
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.models import ExportedPerson, ResearchExport, ResearchFetch, ResearchRequest
from placements.rules import coder

KIND = "placements.research"
OVER, ROLE, FEW, CHANGED = "over", "role", "few", "changed"  # why it can fail: LongJob.problem
STEPS = 2  # it is read, and it is packed
KEY_BYTES = 32
ZIP = "application/zip"


class NotGiven(Refused):
    """The request isn't approved, or its time is over."""


class SaidNo(Refused):
    """Somebody in the file has taken back their yes since it was made."""


@dataclass(frozen=True)
class Content:
    """What the file holds, and of whom it was made."""

    people: frozenset[int]
    tables: dict[str, list[list]]
    book: list[list[str]]
    readme: str


@transaction.atomic
def ask(*, request: ResearchRequest, owner: str, at: datetime) -> LongJob:
    """Have a file made for ``owner``, a scope's name. Raises NotGiven."""
    row = ResearchRequest.objects.locked().get(pk=request.pk)
    _check(row, on=localtime(at).date())
    return long.ask(kind=KIND, subject_id=row.pk, owner=owner, at=at)


def gather(job: LongJob, *, at: datetime) -> Content:
    """Read it, under codes of a key that is drawn for it and kept nowhere. Raises Stopped."""
    request, on = _request_of(job, at=at), localtime(at).date()
    try:
        found = selectors.sample(request, on=on)
    except selectors.TooFew as problem:
        raise Stopped(FEW) from problem
    return Content(
        people=found.people,
        tables=selectors.tables(request, found, coder(secrets.token_bytes(KEY_BYTES))),
        book=selectors.code_book(selectors.columns(request.variables)),
        readme=_readme(request, people=len(found.people), on=on),
    )


def pack(content: Content, *, name: str) -> File:
    """A zip of the tables, their code book and a text about both. Touches no database."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("README.txt"), content.readme)
        for file, (header, *rows) in {**content.tables, "codebook": [selectors.HEADER, *content.book]}.items():
            packed.writestr(zipfile.ZipInfo(f"{file}.csv"), spreadsheets.csv(header, rows))
    return File(name, ZIP, out.getvalue())


@transaction.atomic
def note(job: LongJob, content: Content, *, at: datetime) -> None:
    """Remember of whom it was made, if all of them still say yes: whoever says no waits for this, or comes first.

    Raises Stopped.
    """
    request = _request_of(job, at=at)
    if not _still_yes(content.people):
        raise Stopped(CHANGED)
    made = ResearchExport.objects.create(request=request, job=job, made_at=at, size=len(content.people))
    ExportedPerson.objects.bulk_create(ExportedPerson(export=made, person_id=pk) for pk in sorted(content.people))


@transaction.atomic
def hand_over(*, export: ResearchExport, by: User, at: datetime) -> None:
    """Note that somebody fetches it now. Raises NotGiven, and SaidNo: then another one has to be made."""
    _check(ResearchRequest.objects.locked().get(pk=export.request_id), on=localtime(at).date())
    people = export.people.values_list("person", flat=True)
    if len(people) != export.size or not _still_yes(frozenset(people)):
        raise SaidNo(_("Somebody in this file doesn't want to be in it any more. Have another one made."))
    ResearchFetch.objects.create(export=export, fetched_by=by, fetched_at=at)


def _request_of(job: LongJob, *, at: datetime) -> ResearchRequest:
    """What the job is about, if it still may be done for whoever asked for it. Raises Stopped."""
    request = ResearchRequest.objects.get(pk=job.subject_id)
    if not request.gives_files(localtime(at).date()):
        raise Stopped(OVER)
    asked = [one for one in Membership.objects.open().filter(user__in=_two(request)) if one.scope_name == job.owner]
    if not any(one.may(Permission.RESEARCH_SEE) for one in asked):
        raise Stopped(ROLE)
    return request


def _two(request: ResearchRequest) -> list[int]:
    return [request.asked_by_id, request.decided_by_id]


def _check(request: ResearchRequest, *, on: date) -> None:
    if not request.gives_files(on):
        raise NotGiven(_("No file is given: the request isn't approved, or its time is over."))


def _still_yes(people: frozenset[int]) -> bool:
    """Whether all say yes; held until the transaction ends, in the order in which a yes is given and taken back."""
    there = Person.objects.filter(pk__in=people, special_at=None).order_by("pk").locked()
    yes = Consent.objects.to_research().filter(person__in=people).order_by("pk").locked()
    return len(there.only("pk")) == len(people) == len(yes.only("pk"))


def _readme(request: ResearchRequest, *, people: int, on: date) -> str:
    """In both languages, Swedish first."""
    said = []
    for language in ("sv", "en"):
        with override(language):
            context = {"asked": request, "people": people, "on": on}
            said.append(render_to_string("placements/research_readme.txt", context))
    return "\n\n".join(said)
