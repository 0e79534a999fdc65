"""What two published articles tell of the real programme, as data (peersupport/desk/data/scenario.json).

Organisations, places, days and counts are real. The people are invented, and so is who was away on which day. Loaded
through the actions, at the moments when it happened; so nothing of it is ever due today, and no letter goes out.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.desk.demo import pieces
from peersupport.desk.demo.names import Name, names
from peersupport.desk.demo.pieces import at, key
from peersupport.directory.models import County, Municipality, Organisation, OrganisationRole
from placements.actions import placements
from placements.models import Placement, Workplace
from programs.actions import cohorts as cohort_life
from programs.actions import orders, programmes
from programs.models import Cohort, FundingSource, Programme, Track
from training.actions import certificates, modules, seats
from training.actions import cohorts as course
from training.models import Participation
from training.rules import Shape

FILE = Path(__file__).resolve().parent.parent / "data" / "scenario.json"
BEGAN = date(2015, 12, 1)
LEADERS, AFTER_LEADERS = 3, 40  # places in the list of invented names
HOME_COUNTY = {"NSPHiG": "14", "NSPH Stockholms län": "01", "NSPH i Västmanland": "19"}
KINDS = {"öppenvård psykos": Workplace.Kind.OUTPATIENT, "socialpsykiatri": Workplace.Kind.COMMUNITY}
OWNERS = {"14": "Västra Götalandsregionen"}  # psychiatric care is a region's; the others belong to their municipality


def read() -> dict:
    return json.loads(FILE.read_text(encoding="utf-8"))


def programme_of(scenario: dict) -> Programme | None:
    return Programme.objects.filter(name=scenario["programme"]["name"]).first()


def load() -> bool:
    """Load the scenario once; False when it was there already. The caller's transaction makes it all or nothing."""
    scenario = read()
    if programme_of(scenario) is not None:
        return False
    owner = pieces.association(scenario["programme"]["owner"])
    by = pieces.member(Name("Sonja", "Almlöv"), owner, Role.NATIONAL_COORDINATOR, since=BEGAN)
    programme = programmes.create(
        name=scenario["programme"]["name"],
        spelled_out=scenario["programme"]["spelled_out"],
        owner=owner,
        by=by,
        at=at(BEGAN),
    )
    modules.add_usual(programme=programme)
    stage = Stage(programme, by, iter(names(AFTER_LEADERS, 60)))
    made = {given["key"]: _cohort(stage, given) for given in scenario["cohorts"]}
    for given in scenario["placements"]:
        unit = next(place for place in scenario["workplaces"] if place["key"] == given["workplace"])
        _place(stage, made[given["cohort"]], unit, given["count"], date.fromisoformat(given["starts"]))
    return True


@dataclass(frozen=True)
class Stage:
    """What every part of the load needs: the programme, who does it, and the names that are left."""

    programme: Programme
    by: User
    people: Iterator[Name]

    def next_people(self, count: int) -> list[Name]:
        return [next(self.people) for _n in range(count)]


def _cohort(stage: Stage, given: dict) -> Cohort:
    """Set up, fill, hold and end one cohort, as far as it came."""
    first = _first_day(stage.programme, given)
    planned, over = first - timedelta(days=90), given["status"] == "completed"
    cohort = _set_up(stage, given, first, planned)
    _seats(stage, cohort, given, planned + timedelta(days=14))
    pieces.admit(
        people=stage.next_people(given["participants"]),
        seats=pieces.free_seats(cohort, given["participants"]),
        on=planned + timedelta(days=30),
        by=stage.by,
    )
    cohort_life.start(cohort=cohort, by=stage.by, at=at(first, 8))
    pieces.hold_days(cohort=cohort, until=cohort.ends_on if over else first, by=stage.by)
    if over:
        issued = certificates.issue_all(cohort=cohort, by=stage.by, at=at(cohort.ends_on, 17))
        assert len(issued) == given["certified"], given["key"]  # noqa: S101 - the fixture and the rule must agree
        cohort_life.complete(cohort=cohort, by=stage.by, at=at(cohort.ends_on, 18))
    return cohort


def _first_day(programme: Programme, given: dict) -> date:
    """The day it began; where only the last day is told, the one from which the programme's days end on that."""
    if "starts" in given:
        return date.fromisoformat(given["starts"])
    last = date.fromisoformat(given["ends"])
    return next(
        day
        for day in (last - timedelta(days=back) for back in range(60))
        if Shape.of_weeks(programme.study_weeks, programme.days_per_week).dates(day)[-1] == last and day.weekday() < 5
    )


def _set_up(stage: Stage, given: dict, first: date, planned: date) -> Cohort:
    """The first host named is the responsible one, the others are co-hosts."""
    host, *co_hosts = [pieces.association(name, county=HOME_COUNTY.get(name)) for name in given["hosts"]]
    place = Municipality.objects.get(pk=given["municipality"]) if "municipality" in given else None
    leaders = [
        pieces.member(name, host, Role.COURSE_LEADER, since=planned)
        for name in names(0, given.get("course_leaders", LEADERS))
    ]
    cohort = course.set_up(
        programme=stage.programme,
        host=host,
        name=given["name"],
        track=Track(given["track"]),
        county=place.county if place else County.objects.get(pk=given["county"]),
        municipality=place,
        place="",
        starts_on=first,
        capacity=given["capacity"],
        seat_price=0,
        leaders=leaders,
        co_hosts=co_hosts,
        by=stage.by,
        at=at(planned),
    )
    cohort_life.open_for_orders(cohort=cohort, by=stage.by, at=at(planned, 10))
    return cohort


def _seats(stage: Stage, cohort: Cohort, given: dict, on: date) -> None:
    for wish in given["orders"]:
        orderer = pieces.municipality(wish["orderer"], wish["municipality"])
        contact = pieces.member(stage.next_people(1)[0], orderer, Role.ORDERER, since=on)
        order = orders.place(
            key=key("scenario", given["key"], wish["orderer"]),
            orderer=orderer,
            programme=stage.programme,
            reference=given["name"],
            quantity=wish["seats"],
            cohort=cohort,
            by=contact,
            at=at(on),
        )
        orders.confirm(order=order, by=stage.by, at=at(on + timedelta(days=2)))
    if grant := given.get("funding"):
        seats.fund(
            key=key("scenario", given["key"], "grant"),
            cohort=cohort,
            kind=FundingSource.Kind(grant["kind"]),
            funder=grant.get("funder", "Beviljade medel"),
            granted_on=date.fromisoformat(f"{grant['granted']}-01"),
            count=given["capacity"],
            by=stage.by,
            at=at(on),
        )


def _place(stage: Stage, cohort: Cohort, unit: dict, count: int, starts_on: date) -> None:
    """Make the workplace ready, and let ``count`` certified people of the cohort start there."""
    host, before = cohort.host, starts_on - timedelta(days=60)
    place = pieces.workplace(
        programme=stage.programme,
        host=host,
        owner=_owner(unit),
        code=unit["municipality"],
        name=unit["name"],
        kind=KINDS.get(unit["kind"], Workplace.Kind.OTHER),
        by=stage.by,
        on=before,
    )
    manager, contact, supervisor_name = stage.next_people(3)
    days = [before + timedelta(days=14 * (number + 1)) for number in range(unit["staff_sessions"])]
    pieces.prepare(place, manager=manager, contact=contact, sessions=days, by=stage.by)
    pieces.make_ready(place, on=days[-1] + timedelta(days=1), by=stage.by)
    supervisor = pieces.member(supervisor_name, host, Role.SUPERVISOR, since=before)
    at_work = Placement.objects.values("person")
    free = Participation.objects.filter(cohort=cohort, status=Participation.Status.CERTIFIED)
    for participation in free.exclude(person__in=at_work).order_by("pk")[:count]:
        placements.start(
            key=key("scenario", "placement", participation.pk),
            participation=participation,
            workplace=place,
            employer=pieces.in_role(place.owner, OrganisationRole.Role.EMPLOYER, since=starts_on),
            supervisor=supervisor,
            form=Placement.Form.FIXED_TERM,
            percent=50,
            starts_on=starts_on,
            by=stage.by,
            at=at(starts_on, 8),
        )


def _owner(unit: dict) -> Organisation:
    county = unit["municipality"][:2]
    if county in OWNERS:
        return pieces.region(OWNERS[county], county)
    name = Municipality.objects.get(pk=unit["municipality"]).name
    return pieces.municipality(f"{name} kommun", unit["municipality"])
