"""A yes to research: given and taken back by the person alone, and of no consequence for anything else."""

from datetime import datetime

from django.db import transaction

from peersupport.directory.models import Person
from peersupport.privacy.models import Consent

RESEARCH_VERSION = "2026-1"  # of the text in templates/placements/_research_words.html; another text is another version
RESEARCH = Consent.Purpose.RESEARCH


@transaction.atomic
def give(*, person: Person, language: str, at: datetime) -> None:
    """Yes to the text that is in force. Given twice it is one; to a newer text it is a new one."""
    row = Person.objects.locked().get(pk=person.pk)
    mine = Consent.objects.to_research().filter(person=row)
    mine.exclude(text_version=RESEARCH_VERSION).update(withdrawn_at=at)
    text = {"text_version": RESEARCH_VERSION, "language": language, "given_at": at}
    Consent.objects.bulk_create([Consent(person=row, purpose=RESEARCH, **text)], ignore_conflicts=True)


@transaction.atomic
def take_back(*, person: Person, at: datetime) -> None:
    """No more, from now on. Said twice it is said once."""
    row = Person.objects.locked().get(pk=person.pk)
    Consent.objects.to_research().filter(person=row).update(withdrawn_at=at)
