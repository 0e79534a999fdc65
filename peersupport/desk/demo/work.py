"""The demo's workplaces and placements: in every state that a screen can show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from peersupport.accounts.models import User
from peersupport.desk.demo import pieces
from peersupport.desk.demo.cast import DOMAIN
from peersupport.desk.demo.pieces import at, key
from peersupport.directory.models import Organisation, OrganisationRole
from placements import rules
from placements.actions import closing, followups, pipeline, placements, supervision
from placements.models import FollowUp, Placement, SupervisionSession, Workplace
from programs.models import Cohort
from training.models import Participation

if TYPE_CHECKING:
    from peersupport.desk.demo.picture import Scene

Kind, Stands = Workplace.Kind, Workplace.Status
Form, Theme, Mood = SupervisionSession.Form, SupervisionSession.Theme, SupervisionSession.Mood
MINUTES = 60


@dataclass(frozen=True)
class Plan:
    """A placement of the picture: when it started, and how long until its next session (less than nothing: late)."""

    started: int  # days ago
    next_in: int  # days
    mood: str = Mood.GOOD


# The demo's own peer supporter is the first: the reminder "in two days" is about her.
PLANS = (Plan(60, 2), Plan(96, -8, Mood.SO_SO), Plan(88, 11), Plan(33, 6), Plan(10, 4))


# Workplaces on their way: name, kind, where it stands, what is next, and in how many days
ON_THEIR_WAY = (
    ("Bostad Först Farsta", Kind.HOUSING_FIRST, Stands.DIALOGUE, "Träffa chefen och visa checklistan", 3),
    ("FACT-teamet Söder", Kind.ACT_TEAM, Stands.AGREEMENT, "Skicka överenskommelsen", 6),
    ("Stödboendet Lyktan", Kind.SUPPORTIVE, Stands.RESTING, "Höra om de vill börja igen", 40),
)


def at_work(scene: Scene, cohort: Cohort) -> None:
    ready = _ready_places(scene)
    _other_places(scene)
    certified = Participation.objects.filter(cohort=cohort, status=Participation.Status.CERTIFIED)
    people = list(certified.select_related("person", "host").order_by("pk"))
    for number, plan in enumerate(PLANS):
        _start(scene, people[number], ready[number % len(ready)], plan)


def _place(scene: Scene, name: str, code: str, owner: Organisation, kind: str, on: date) -> Workplace:
    return pieces.workplace(
        programme=scene.programme,
        host=scene.where.host,
        owner=owner,
        code=code,
        name=name,
        kind=kind,
        by=scene.by,
        on=on,
    )


def _ready_places(scene: Scene) -> list[Workplace]:
    """Units with everything in place, three of which get somebody; the first has the demo's unit manager."""
    where, kinds, before = scene.where, Workplace.Kind, scene.ago(170)
    places = [
        _place(scene, "Boendestöd Ängsgården", "0136", where.haninge, kinds.HOUSING_SUPPORT, before),
        _place(scene, "Träffpunkt Liljan", "0180", where.stockholm, kinds.SOCIAL_ACTIVITY, before),
        _place(scene, "Socialpsykiatrin Hagsätra", "0180", where.stockholm, kinds.COMMUNITY, before),
        _place(scene, "Mottagningen Tallen", "0180", where.stockholm, kinds.COMMUNITY, before),
    ]
    for number, place in enumerate(places):
        manager, contact = scene.take(2)
        days = [before + timedelta(days=14 * step + 7) for step in range(3)]
        email = f"manager@{DOMAIN}" if number == 0 else ""
        pieces.prepare(place, manager=manager, contact=contact, sessions=days, by=scene.cast.leader, email=email)
        pieces.make_ready(place, on=days[-1] + timedelta(days=1), by=scene.by)
    return places[:3]


def _other_places(scene: Scene) -> None:
    """One in each state before a peer supporter comes, one on its way with one staff session, one that closed."""
    where, kinds = scene.where, Workplace.Kind
    _place(scene, "Boendestöd Jordbro", "0136", where.haninge, kinds.HOUSING_SUPPORT, scene.ago(20))
    for name, kind, to, step, days in ON_THEIR_WAY:
        place = _place(scene, name, "0180", where.stockholm, kind, scene.ago(60))
        plan(place, to, step, on=scene.ago(-days), by=scene.by)
    half = _place(scene, "Träffpunkt Västerhaninge", "0136", where.haninge, kinds.SOCIAL_ACTIVITY, scene.ago(40))
    manager, contact = scene.take(2)
    email = f"manager@{DOMAIN}"
    pieces.prepare(half, manager=manager, contact=contact, sessions=[scene.ago(12)], by=scene.cast.leader, email=email)
    pieces.tick(half, ["decision", "role", "risk"], on=scene.ago(9), by=scene.by)
    closed = _place(scene, "Dagverksamheten Solkatten", "0180", where.stockholm, kinds.SOCIAL_ACTIVITY, scene.ago(300))
    closing.close(workplace=closed, by=scene.by, at=at(scene.ago(200)))


def plan(place: Workplace, to: str, step: str, *, on: date, by: User) -> None:
    said = {"to": to, "next_step": step, "next_on": on, "caretaker": by}
    pipeline.plan(workplace=place, **said, by=by, at=at(on - timedelta(days=10)))


def _start(scene: Scene, participation: Participation, place: Workplace, plan: Plan) -> None:
    starts_on = scene.ago(plan.started)
    placement = placements.start(
        key=key("demo placement", participation.pk),
        participation=participation,
        workplace=place,
        employer=pieces.in_role(place.owner, OrganisationRole.Role.EMPLOYER, since=starts_on),
        supervisor=scene.cast.supervisor,
        form=Placement.Form.PERMANENT if plan.started > 60 else Placement.Form.PROBATIONARY,
        percent=75 if plan.started > 60 else 50,
        starts_on=starts_on,
        by=scene.by,
        at=at(starts_on, 8),
    )
    for day, form in _sessions(placement, scene, plan):
        _log(scene, placement, day, form, plan.mood)
    first = FollowUp.objects.filter(placement=placement, due_on__lte=scene.ago(20)).order_by("months").first()
    if first:
        followups.hold(follow_up=first, held_on=first.due_on, by=scene.cast.supervisor, at=at(first.due_on, 16))


def _sessions(placement: Placement, scene: Scene, plan: Plan) -> list[tuple[date, str]]:
    """Days and forms in the plan's rhythm, up to the day after which the next is due as the picture wants it: one by
    one and in a group each by itself, both on that day, and with the manager in their weeks.
    """
    last, day = _last_session(placement, scene, plan), placement.starts_on
    held: dict[int, date | None] = {rules.ALONE: None, rules.GROUP: None}
    told = []
    while True:
        found = [(due, kind) for kind in held if (due := _due(placement, kind, held[kind], after=day))]
        day, kind = min(found)
        if day >= last - timedelta(days=3):
            break
        held[kind] = day
        told.append((day, _form(kind, day)))
    weeks = [placement.starts_on + timedelta(weeks=week - 1, days=3) for week in placement.plan.check_in_weeks]
    told += [(day, Form.MANAGER) for day in weeks if day < last]
    return sorted([*told, (last, Form.GROUP), (last, _form(rules.ALONE, last))])


def _form(kind: int, day: date) -> str:
    if kind == rules.GROUP:
        return Form.GROUP
    return Form.VIDEO if day.day % 3 == 0 else Form.IN_PERSON


def _due(placement: Placement, kind: int, held: date | None, *, after: date) -> date | None:
    return rules.next_date(
        placement.plan.phases,
        kind,
        starts_on=placement.starts_on,
        last_held_on=held,
        not_before=after + timedelta(days=1),
    )


def _last_session(placement: Placement, scene: Scene, plan: Plan) -> date:
    """The day whose next session comes nearest to ``plan.next_in`` days from today."""
    wanted = scene.on + timedelta(days=plan.next_in)
    candidates = [scene.ago(back) for back in range(1, plan.started)]
    return min(candidates, key=lambda day: abs((_due(placement, rules.ALONE, day, after=day) - wanted).days))


def _log(scene: Scene, placement: Placement, day: date, form: str, mood: str) -> None:
    themes = [Theme.INTRODUCTION, Theme.ROLE] if (day - placement.starts_on).days < 30 else [Theme.TEAM, Theme.WORKLOAD]
    supervision.log(
        key=key("demo session", placement.pk, day, form),
        placement=placement,
        held_on=day,
        form=form,
        minutes=MINUTES,
        themes=themes,
        mood="" if form == Form.GROUP else mood,
        by=scene.cast.supervisor,
        at=at(day, 15),
        on=day,
    )
