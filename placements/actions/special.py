"""Handle somebody specially: what was written about them at work is erased (ADR 34)."""

from django.db import transaction

from peersupport.directory.models import Person
from peersupport.jobs.models import JobFile
from placements.actions import introductions
from placements.models import EducationHours, Placement, ResearchExport, SessionNote, WellnessPlan, WorkWish


@transaction.atomic
def forget(*, person: Person) -> None:
    """Their plan, wishes and notes, why they began before a workplace was ready, what they learned elsewhere.

    That they did stays. A research file with them in it that nobody has fetched yet goes too.
    """
    Placement.objects.filter(person=person).exclude(override_reason="").update(**Placement.PERSONAL)
    EducationHours.objects.filter(person=person).exclude(what="").update(**EducationHours.PERSONAL)
    SessionNote.objects.filter(session__placement__person=person).delete()
    WellnessPlan.objects.filter(person=person).delete()
    theirs = ResearchExport.objects.filter(people__person=person, job__isnull=False)
    JobFile.objects.filter(job__in=theirs.values("job")).delete()
    WorkWish.objects.filter(person=person).delete()
    introductions.forget(person=person)
