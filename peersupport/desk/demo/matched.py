"""What the demo's people and workplaces wish for, so that matching has two sides."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from peersupport.desk.demo.pieces import at
from peersupport.directory.models import Municipality, Organisation, Person
from placements.actions import introductions, matching, meetings
from placements.models import Placement, Workplace
from programs.models import Cohort
from training.models import Certificate, Participation

if TYPE_CHECKING:
    from peersupport.desk.demo.picture import Scene

Kind = Workplace.Kind
# Of those without a placement, in turn: kinds, rather not, from where, how far, percent, and from when in days
WISHES = (
    ([Kind.HOUSING_SUPPORT, Kind.SOCIAL_ACTIVITY], [], "0136", 25, 50, 75, 20),
    ([], [Kind.INPATIENT], "0180", 10, 75, 100, None),
    ([Kind.COMMUNITY], [], "0126", 50, 25, 50, 60),
)
# By name: how many, percent, and from when in days
OPENINGS = (
    ("Mottagningen Tallen", 1, 50, 100, 30),
    ("Träffpunkt Västerhaninge", 2, 50, 75, None),
    ("Bostad Först Farsta", 1, 75, 100, 90),
)


def wished(scene: Scene) -> None:
    """Three who wait have said what they wish for, three workplaces that they want somebody, and the peer her own."""
    for person, (kinds, rather_not, code, km, least, most, days) in zip(
        _waiting(scene.where.host), WISHES, strict=False
    ):
        _wish(scene, person, kinds, rather_not, code, km, least, most, days)
    _wish(scene, Person.objects.get(user=scene.cast.peer), [Kind.SOCIAL_ACTIVITY], [], "0136", 25, 50, 75, 120)
    for name, places, least, most, days in OPENINGS:
        workplace = Workplace.objects.get(name=name, host=scene.where.host)
        said = {"places": places, "percent_least": least, "percent_most": most, "from_on": _in(scene, days)}
        matching.say_opening(workplace=workplace, version=1, **said, by=scene.by, at=at(scene.ago(4)))


def introduced(scene: Scene) -> None:
    """One has said yes and waits for the workplace, one hasn't answered, and the demo's peer supporter is asked."""
    first, second, *_more = _waiting(scene.where.host)
    tallen, farsta = (
        Workplace.objects.get(name=name, host=scene.where.host)
        for name in ("Mottagningen Tallen", "Bostad Först Farsta")
    )
    half = Workplace.objects.get(name="Träffpunkt Västerhaninge", host=scene.where.host)
    said_yes = _propose(scene, first, half)
    introductions.person_says(introduction=said_yes, answer="yes", at=at(scene.ago(2)))
    both = _propose(scene, first, farsta)
    introductions.person_says(introduction=both, answer="yes", at=at(scene.ago(2)))
    introductions.workplace_says(introduction=both, answer="yes", at=at(scene.ago(1)))
    _propose(scene, second, tallen)
    _propose(scene, Person.objects.get(user=scene.cast.peer), half)


def met(scene: Scene) -> None:
    """The cohort that has just ended met three workplaces, and nobody is asked yet whether they want to go on."""
    cohort = Cohort.objects.filter(host=scene.where.host, status=Cohort.Status.COMPLETED).latest("ends_on")
    said = {"begins_at": at(cohort.ends_on, 13), "minutes": 10, "place": "Kulturhuset Ängsgården"}
    meeting = meetings.plan(cohort=cohort, version=1, **said, by=scene.by, at=at(scene.ago(20)))
    come = Workplace.objects.filter(host=scene.where.host, name__in=[name for name, *_more in OPENINGS])
    meetings.invite(meeting=meeting, workplaces=list(come.values_list("pk", flat=True)))
    places = list(meeting.places.order_by("pk"))
    people = Participation.objects.filter(cohort=cohort).present_in_course().order_by("pk")
    wanted = [(one.pk, place.pk) for n, one in enumerate(people) for m, place in enumerate(places) if (n + m) % 3]
    meetings.pair(meeting=meeting, pairs=wanted)


def _propose(scene: Scene, person: Person, workplace: Workplace):
    return introductions.propose(person=person, workplace=workplace, by=scene.by, at=at(scene.ago(3)))


def _wish(scene: Scene, person: Person, kinds, rather_not, code, km, least, most, days) -> None:
    matching.wish(
        person=person,
        version=1,
        kinds=kinds,
        not_kinds=rather_not,
        avoids=[],
        municipality=Municipality.objects.get(pk=code),
        km=km,
        percent_least=least,
        percent_most=most,
        from_on=_in(scene, days),
        until=scene.on + timedelta(days=120),
        by=person.user or scene.by,
        at=at(scene.ago(6)),
    )


def _waiting(host: Organisation) -> list[Person]:
    at_work = Placement.objects.open().values("person")
    rows = Certificate.objects.in_force().filter(host=host, person__special_at=None).exclude(person__in=at_work)
    return [row.person for row in rows.select_related("person__user").order_by("pk")]


def _in(scene: Scene, days: int | None):
    return None if days is None else scene.on + timedelta(days=days)
