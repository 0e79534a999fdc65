"""Mina uppgifter: what the house knows of whoever is signed in, who sees it now, and who has read what is sealed."""

from dataclasses import dataclass

from peersupport.audit.status import subject_of
from peersupport.directory.models import Person, PersonAccess, Registration
from peersupport.privacy.models import Consent, Reading
from placements.models import SessionNote, WellnessPlan
from training.models import Application, Participation

READINGS = 50  # the latest


@dataclass(frozen=True)
class MyData:
    person: Person
    registrations: list[Registration]
    consents: list[Consent]
    seen_by: list[PersonAccess]
    readings: list[Reading]


def my_data(person: Person) -> MyData:
    """Seven queries. An open case about a certificate is left out: who reads it would say that there is one."""
    applications = Participation.objects.filter(person=person, application__isnull=False).values("application")
    read_about = [
        person,  # their wishes for work
        *Application.objects.filter(pk__in=applications).only("pk"),
        *WellnessPlan.objects.filter(person=person).only("pk"),
        *SessionNote.objects.filter(session__placement__person=person).only("pk"),
    ]
    read = Reading.objects.filter(subject__in=[subject_of(row) for row in read_about]).select_related("read_by")
    seen_by = PersonAccess.objects.open().filter(person=person).select_related("user", "organisation")
    return MyData(
        person,
        list(person.registrations.select_related("host").order_by("registered_at")),
        list(Consent.objects.filter(person=person).order_by("-given_at")),
        list(seen_by.order_by("user__family_name", "pk")),
        list(read.order_by("-read_at", "-pk")[:READINGS]),
    )
