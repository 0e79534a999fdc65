"""What the demo's peer supporters have after the certificate: education with its hours, a plan, somebody to turn to."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from peersupport.desk.demo.pieces import at, key
from peersupport.directory.models import Membership, Organisation, Person
from placements.actions import education, support, wellness
from placements.models import Education, EducationNeed, SignUp, SupportRequest
from training.models import Certificate

if TYPE_CHECKING:
    from peersupport.desk.demo.picture import Scene

Kind, Theme = Education.Kind, EducationNeed.Theme


def educated(scene: Scene) -> None:
    """One that was held, one that has been and waits for who came, one that is full, and one for the whole country."""
    host = scene.where.host
    people = _certified(host)
    held = _plan(scene, host, "Att sätta gränser", -40, capacity=8, place="Medborgarhuset, Stockholm")
    _sign_up(scene, held, people[:5], on=-60)
    came = [one.pk for one in held.sign_ups.order_by("pk")[:4]]
    education.note_who_came(education=held, came=came, by=scene.by, at=at(held.day, 18))
    waits = _plan(scene, host, "Höstens nätverksträff", -2, kind=Kind.NETWORK, hours=3, place="Hornsgatan 58")
    _sign_up(scene, waits, people[:6], on=-20)
    full = _plan(scene, host, "Att möta människor med självmordstankar", 12, capacity=4, place="Hornsgatan 58")
    _sign_up(scene, full, people[:6], on=-5)
    _plan(
        scene, scene.where.nsph, "Brukarinflytande i praktiken", 33, for_everybody=True, place="Vingåkers folkhögskola"
    )
    education.report_hours(
        key=key("demo hours"),
        person=_peer(scene),
        what="Studiecirkel om återhämtning, Studieförbundet",
        held_on=scene.ago(20),
        hours=Decimal("4.5"),
        by=scene.cast.peer,
        at=_then(scene, -6),
    )
    for days, themes in (
        (-50, [Theme.ETHICS, Theme.GROUPS]),
        (-20, [Theme.ETHICS, Theme.SELF_CARE]),
        (-8, [Theme.LAW]),
    ):
        education.raise_need(
            key=key("demo need", days), host=host, themes=themes, by=scene.cast.supervisor, at=_then(scene, days)
        )


def supported(scene: Scene) -> None:
    """The demo's peer supporter has a plan, shares it with her supervisor, and has asked her to call."""
    me = _peer(scene)
    supervisor = Membership.objects.get(user=scene.cast.supervisor)
    text = {
        "well": "Fasta tider och en promenad före passet. Att få prata med en kollega efter svåra samtal.",
        "signs": "Jag tar med mig jobbet hem och hoppar över lunchen.",
        "helps": "Påminn mig om rasten. Fråga rakt ut, och låt mig byta uppgift en dag.",
    }
    mine = wellness.save(person=me, text=text, at=_then(scene, -9))
    wellness.share(plan=mine, to=supervisor, until=scene.on + timedelta(days=90), at=_then(scene, -8))
    support.choose_contact(person=me, to=Membership.objects.get(user=scene.cast.regional))
    support.ask(
        key=key("demo support"),
        person=me,
        to=supervisor,
        kind=SupportRequest.Kind.SUPPORT,
        how=SupportRequest.How.CALL,
        by=scene.cast.peer,
        at=_then(scene, -1),
    )


def _certified(host: Organisation) -> list[Person]:
    rows = Certificate.objects.in_force().filter(host=host, person__special_at=None).select_related("person")
    return [row.person for row in rows.order_by("pk")]


def _plan(scene: Scene, host: Organisation, title: str, days: int, **changes) -> Education:
    begins = at(scene.on + timedelta(days=days), 13)
    what = {
        "kind": Kind.COURSE,
        "title": title,
        "description": "Vi varvar samtal i små grupper med korta föreläsningar. Fika ingår.",
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=3),
        "hours": 6,
        "capacity": None,
        "for_everybody": False,
    }
    planned_at = begins - timedelta(days=70)
    return education.plan(key=key("demo", title), host=host, by=scene.by, at=planned_at, **what | changes)


def _sign_up(scene: Scene, to: Education, people: list[Person], *, on: int) -> list[SignUp]:
    when = _then(scene, on)
    return [education.sign_up(education=to, person=person, by=scene.by, at=when) for person in people]


def _peer(scene: Scene) -> Person:
    return Person.objects.get(user=scene.cast.peer)


def _then(scene: Scene, days: int) -> datetime:
    return at(scene.on + timedelta(days=days))
