"""Research in the demo: most say yes, one project may have files, and another one waits for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peersupport.desk.demo.pieces import at, key
from peersupport.directory.models import Person
from peersupport.privacy import consents
from placements.actions import research
from placements.models import Placement, ResearchRequest

if TYPE_CHECKING:
    from peersupport.desk.demo.picture import Scene

V = ResearchRequest.Variable
YEARS = 3


def asked_for(scene: Scene) -> None:
    placed = Placement.objects.filter(participation__cohort__programme=scene.programme).values("person")
    for person in Person.objects.filter(pk__in=placed).order_by("pk"):
        consents.give(person=person, language="sv", at=at(scene.ago(30)))
    first = _ask(scene, "Vad håller i längden", number=11, variables=[V.WORK_YEAR, V.DAYS, V.SESSIONS], ago=21)
    when = at(scene.ago(14))
    research.decide(request=first, outcome=ResearchRequest.Status.APPROVED, by=scene.cast.national, at=when)
    _ask(scene, "Kamratstöd i olika delar av landet", number=12, variables=[V.COUNTY, V.KIND, V.PERCENT], ago=3)


def _ask(scene: Scene, title: str, *, number: int, variables: list[str], ago: int) -> ResearchRequest:
    on = scene.ago(ago)
    return research.ask(
        key=key("research", title),
        host=scene.where.host,
        by=scene.by,
        at=at(on),
        institution="Testköpings universitet",
        title=title,
        decision_number=f"{on.year}-{number:05}-01",
        approved_on=scene.ago(60),
        variables=variables,
        first_on=scene.ago(365 * YEARS),
        last_on=scene.on,
        keep_until=scene.on.replace(year=scene.on.year + 10, day=1),
    )
