"""The blocks that a programme's courses are made of."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peersupport.shared.refusals import Conflict, Refused
from programs.models import Programme
from training.models import Module

# Fifteen days of a course, one after the other (domain 1.3): a start for a coordinator to change.
USUAL = (
    ("Start, gruppöverenskommelse och vad peer support är", "Start, group agreement and what peer support is"),
    ("Återhämtning", "Recovery"),
    ("Min berättelse I: vad och för vem", "My story I: what and for whom"),
    ("Brukarrörelsen, brukarinflytande och stigma", "The user movement, user influence and stigma"),
    ("Roll och gränser", "Role and boundaries"),
    ("Samtal och lyssnande", "Conversation and listening"),
    ("Min berättelse II", "My story II"),
    ("Etik, sekretess och tystnadsplikt", "Ethics, secrecy and confidentiality"),
    ("Psykiatri, socialtjänst och lagar", "Psychiatry, social services and laws"),
    ("Suicidprevention och första hjälpen", "Suicide prevention and first aid"),
    ("Svåra situationer och rollspel", "Difficult situations and role play"),
    ("Grupper och studiecirklar", "Groups and study circles"),
    ("Egenvård, arbetsmiljö och tidiga tecken", "Self-care, working environment and early signs"),
    ("Arbeta i ett arbetslag, dokumentation", "Working in a staff team, documentation"),
    ("Avslutande samtal och intyg", "Summing up and certificates"),
)


@transaction.atomic
def add(*, programme: Programme, number: int, name: str, name_en: str, description: str) -> Module:
    """A new block of the programme. Raises Refused beside number when it is taken."""
    module = Module(programme=programme, number=number, name=name, name_en=name_en, description=description)
    with _number_once():
        module.save(force_insert=True)
    return module


@transaction.atomic
def change(
    *, module: Module, version: int, number: int, name: str, name_en: str, description: str, retired: bool
) -> None:
    """Change a block wherever it is taught. Raises Conflict, and Refused beside number when it is taken."""
    row = Module.objects.locked().get(pk=module.pk)
    if row.version != version:
        raise Conflict(_("Somebody else changed this module while you did."))
    row.number, row.name, row.name_en, row.description = number, name, name_en, description
    row.retired, row.version = retired, row.version + 1
    with _number_once():
        row.save()


@transaction.atomic
def add_usual(*, programme: Programme) -> None:
    """The fifteen usual blocks, for a programme that has none. Pressed twice, done once."""
    Programme.objects.locked().get(pk=programme.pk)
    if not Module.objects.filter(programme=programme).exists():
        Module.objects.bulk_create(
            Module(programme=programme, number=number, name=name, name_en=name_en)
            for number, (name, name_en) in enumerate(USUAL, 1)
        )


@contextmanager
def _number_once() -> Iterator[None]:
    """A number is a module's own within its programme, which the database decides: two may press at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        if "module_number_once" not in str(broken):
            raise
        raise Refused(_("Another module has this number."), field="number") from broken
