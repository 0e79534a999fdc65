"""What the demo shows around supervision: a note, who stands in, two halves, a booked session, money that ends."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils.timezone import make_aware

from peersupport.accounts.permissions import Role
from peersupport.desk.demo import pieces
from peersupport.desk.demo.names import Name
from peersupport.desk.demo.pieces import at, key
from peersupport.directory.models import Membership, OrganisationRole
from placements.actions import ends, leaves, placements, session_notes, staff_bookings
from placements.models import Placement, SupervisionSession, Workplace

if TYPE_CHECKING:
    from peersupport.desk.demo.picture import Scene

NOTE = "Prova att säga nej till det som ligger utanför rollen. Ta upp rollbeskrivningen med chefen nästa gång."


def around(scene: Scene) -> None:
    _note(scene)
    _stands_in(scene)
    _two_halves(scene)
    _books_a_session(scene)
    _money_ends(scene)


def _note(scene: Scene) -> None:
    """To the latest session of the demo's own peer supporter."""
    rows = SupervisionSession.objects.filter(placement__person__user=scene.cast.peer, mood__gt="")
    last = rows.order_by("-held_on", "-pk").first()
    if last is not None:
        session_notes.save(session=last, text=NOTE, by=scene.cast.supervisor, at=at(last.held_on, 16))


def _stands_in(scene: Scene) -> None:
    """The supervisor is away in a month, and a colleague meets her people."""
    colleague = pieces.member(Name("Olle", "Hagfors"), scene.where.host, Role.SUPERVISOR, since=scene.ago(200))
    leaves.note(
        key=key("demo leave"),
        membership=Membership.objects.get(user=scene.cast.supervisor, role=Role.SUPERVISOR),
        begins_on=scene.ago(-30),
        ends_on=scene.ago(-43),
        substitute=colleague,
        by=scene.by,
        at=at(scene.ago(3)),
    )


def _two_halves(scene: Scene) -> None:
    """Whoever works half time in one place does so in another too, under the one plan."""
    halves = Placement.objects.active().filter(host=scene.where.host, percent=50)
    half = halves.exclude(person__user=scene.cast.peer).order_by("pk").first()
    places = Workplace.objects.filter(programme=scene.programme, host=scene.where.host, ready_on__isnull=False)
    other = places.exclude(pk=half.workplace_id).order_by("pk").first()
    starts_on = scene.ago(8)
    placements.start(
        key=key("demo other half"),
        participation=half.participation,
        workplace=other,
        employer=pieces.in_role(other.owner, OrganisationRole.Role.EMPLOYER, since=starts_on),
        supervisor=half.supervisor,
        form=Placement.Form.PROBATIONARY,
        percent=50,
        starts_on=starts_on,
        by=scene.by,
        at=at(starts_on, 9),
    )


def _books_a_session(scene: Scene) -> None:
    """The next staff session of the workplace that is on its way."""
    place = Workplace.objects.get(programme=scene.programme, name="Träffpunkt Västerhaninge")
    if place.bookings.open().exists():
        return
    staff_bookings.propose(
        key=key("demo staff booking"),
        workplace=place,
        times=[make_aware(datetime.combine(scene.ago(-20), time(13)))],
        minutes=90,
        place="Samlingsrummet",
        by=scene.cast.leader,
        at=at(scene.ago(2)),
    )


def _money_ends(scene: Scene) -> None:
    """The employment of the demo's own peer supporter goes on, and its money is decided for two months more."""
    placement = Placement.objects.active().filter(person__user=scene.cast.peer).order_by("pk").first()
    if placement is not None:
        ends.note(
            placement=placement,
            version=placement.version,
            employed_until=None,
            funded_until=scene.ago(-60),
            at=at(scene.ago(1)),
        )
