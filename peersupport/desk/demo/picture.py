"""A present-day picture for the demo, so that every screen has something to show whatever day it is.

One cohort that has its course today (or on the next working day), one that is open, one just completed, and one from
the spring whose people are at work. Everything through the actions, dated from ``on`` backwards.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.desk.demo import (
    after,
    details,
    matched,
    money,
    opinions,
    outcomes,
    pieces,
    research,
    states,
    supervised,
    work,
)
from peersupport.desk.demo.cast import DOMAIN, Cast, Places, cast, places, take_up_role
from peersupport.desk.demo.names import Name, names
from peersupport.desk.demo.pieces import at, key
from peersupport.directory.models import Membership, Municipality
from programs.actions import cohorts as cohort_life
from programs.actions import orders, programmes
from programs.models import Cohort, FundingSource, Order, Programme, Track
from training.actions import certificates, evaluation_questions, modules, printing, seats
from training.actions import cohorts as course
from training.models import CourseDay

NAME = "Peer support i dag"
SEAT_PRICE = Decimal(68000)
OWN_NAMES = 110  # the scenario has those before
PEER = Name("Amina", "Raskens")


@dataclass
class Scene:
    """What the parts of the picture share."""

    on: date
    programme: Programme
    where: Places
    cast: Cast
    people: list[Name] = field(default_factory=lambda: names(OWN_NAMES, 80))

    def take(self, count: int) -> list[Name]:
        taken, self.people = self.people[:count], self.people[count:]
        return taken

    @property
    def by(self) -> User:
        return self.cast.regional

    def ago(self, days: int) -> date:
        return self.on - timedelta(days=days)

    def monday(self, weeks: int) -> date:
        """The Monday so many weeks from this week's; on a weekend, next week counts as this."""
        this = self.on - timedelta(days=self.on.weekday()) + timedelta(days=7 * (self.on.weekday() > 4))
        return this + timedelta(weeks=weeks)


def load(*, on: date, password: str) -> bool:
    """Load the picture once; False when it was there already."""
    if Programme.objects.filter(name=NAME).exists():
        return False
    where, began = places(), on - timedelta(days=400)
    actors = cast(where, password=password, since=began)
    details.give(where, by=actors.national, since=began)
    programme = programmes.create(
        name=NAME,
        spelled_out="Personlig EgenErfaren Resurs",
        owner=where.nsph,
        seat_price=SEAT_PRICE,
        certificate_months=36,
        renewal_hours=16,
        pause_days=14,
        by=actors.national,
        at=at(began),
    )
    modules.add_usual(programme=programme)
    evaluation_questions.add_usual(programme=programme)
    details.certificates_take(programme, by=actors.national, since=began)
    scene = Scene(on, programme, where, actors)
    money.price_lists(programme, by=actors.national, on=on)
    states.handed_out(scene)
    agreed = money.agreement(programme, where, actors, on=on)
    spring = _from_the_spring(scene)
    work.at_work(scene, spring)
    outcomes.followed_up(scene)
    money.billed(scene, spring)
    _just_completed(scene)
    _running_today(scene)
    _open_for_orders(scene)
    _almost_full(scene)
    _planned(scene)
    money.cover(agreed)
    states.collected(scene)
    states.organisations_that_change(scene)
    after.educated(scene)
    after.supported(scene)
    research.asked_for(scene)
    matched.wished(scene)
    matched.introduced(scene)
    matched.met(scene)
    supervised.around(scene)
    states.letters_of_before(scene)
    return True


def set_up(scene: Scene, name: str, starts_on: date, track: Track, place: str, *, opened=True) -> Cohort:
    """A cohort of twelve, planned three months ahead and, unless it is to stay a draft, open for orders."""
    planned = min(starts_on - timedelta(days=90), scene.ago(3))
    stockholm = Municipality.objects.select_related("county").get(pk="0180")
    leader = pieces.member(Name("Pia", "Norrlid"), scene.where.host, Role.COURSE_LEADER, since=planned)
    cohort = course.set_up(
        programme=scene.programme,
        host=scene.where.host,
        name=name,
        track=track,
        county=stockholm.county,
        municipality=stockholm,
        place=place,
        starts_on=starts_on,
        capacity=12,
        seat_price=SEAT_PRICE,
        leaders=[scene.cast.leader, leader],
        by=scene.by,
        at=at(planned),
    )
    if opened:
        cohort_life.open_for_orders(cohort=cohort, by=scene.by, at=at(planned, 10))
    return cohort


def order(
    scene: Scene, cohort: Cohort | None, orderer: User, quantity: int, on: date, *, confirm=True, **more
) -> Order:
    """Seats for one of the two municipalities, confirmed two days later unless it is to wait."""
    where = scene.where.stockholm if orderer == scene.cast.stockholm else scene.where.haninge
    placed = orders.place(
        key=key("demo order", cohort and cohort.name, orderer.email, quantity),
        orderer=where,
        programme=scene.programme,
        reference=f"{1000 + quantity} Socialpsykiatri",
        quantity=quantity,
        cohort=cohort,
        by=orderer,
        at=at(on),
        **more,
    )
    if confirm:
        orders.confirm(order=placed, by=scene.by, at=at(on + timedelta(days=2)))
    return placed


def _season(day: date) -> str:
    return f"våren {day.year}" if day.month < 7 else f"hösten {day.year}"


def _from_the_spring(scene: Scene) -> Cohort:
    """Ended five months ago: twelve certified, ten paid by a grant; some of them have started to work."""
    starts_on = scene.monday(-28)
    cohort = set_up(scene, f"Stockholm, {_season(starts_on)}", starts_on, Track.COMMUNITY, "Medborgarhuset")
    before = starts_on - timedelta(days=30)
    money.grant(scene.programme, granted_on=before)
    seats.fund(
        key=key("demo grant", cohort.name),
        cohort=cohort,
        kind=FundingSource.Kind.GRANT,
        funder=money.FUNDER,
        granted_on=before,
        count=10,
        by=scene.by,
        at=at(before),
    )
    order(scene, cohort, scene.cast.haninge, 2, before)
    people = [PEER, *scene.take(9), scene.people.pop(), scene.people.pop()]
    _hold(scene, cohort, people, emails={PEER: f"peer@{DOMAIN}"})
    certificates.issue_all(cohort=cohort, by=scene.by, at=at(cohort.ends_on, 17))
    cohort_life.complete(cohort=cohort, by=scene.by, at=at(cohort.ends_on, 18))
    take_up_role(scene.cast.peer, scene.where, by=scene.by, on=cohort.ends_on)
    coordinator = Membership.objects.get(user=scene.cast.regional)
    states.kept_from(scene, cohort)
    printing.ask(cohort=cohort, owner=coordinator.scope_name, at=at(scene.on))
    return cohort


def _just_completed(scene: Scene) -> None:
    """Ended a little more than a week ago: seven meet the rule, one was away too often."""
    starts_on = scene.monday(-6)
    cohort = set_up(scene, f"Södertörn, {_season(starts_on)}", starts_on, Track.PSYCHIATRY, "Kulturhuset Ängsgården")
    order(scene, cohort, scene.cast.haninge, 3, starts_on - timedelta(days=60))
    order(scene, cohort, scene.cast.stockholm, 5, starts_on - timedelta(days=55))
    _hold(scene, cohort, scene.take(8), away=1)
    cohort_life.complete(cohort=cohort, by=scene.by, at=at(cohort.ends_on, 18))


def _hold(scene: Scene, cohort: Cohort, people: list[Name], *, away: int = 0, emails=None) -> None:
    """Admit, start and register every day; the last ``away`` people miss most of it."""
    admitted = pieces.admit(
        people=people,
        seats=pieces.free_seats(cohort, len(people)),
        on=cohort.starts_on - timedelta(days=21),
        by=scene.by,
        emails=emails,
    )
    cohort_life.start(cohort=cohort, by=scene.by, at=at(cohort.starts_on, 8))
    absent = [participation.pk for participation in admitted[len(admitted) - away :]]
    pieces.hold_days(cohort=cohort, until=cohort.ends_on, by=scene.cast.leader, absent=absent)
    pieces.sum_up(admitted, on=cohort.ends_on, by=scene.cast.leader)
    pieces.promise(admitted, on=cohort.ends_on)
    opinions.evaluated(scene, cohort)


def _running_today(scene: Scene) -> None:
    """In its second study week. One earlier day was forgotten; two seats have nobody yet."""
    starts_on = scene.monday(-2)
    cohort = set_up(scene, f"Stockholm, {_season(scene.on)}", starts_on, Track.COMMUNITY, "Sal Eken, Liljeholmen")
    order(scene, cohort, scene.cast.stockholm, 8, starts_on - timedelta(days=70))
    order(scene, cohort, scene.cast.haninge, 4, starts_on - timedelta(days=65))
    pieces.admit(
        people=scene.take(10),
        seats=pieces.free_seats(cohort, 10),
        on=starts_on - timedelta(days=20),
        by=scene.by,
    )
    cohort_life.start(cohort=cohort, by=scene.by, at=at(starts_on, 8))
    past = list(
        CourseDay.objects.filter(cohort=cohort, date__lt=scene.on).order_by("date").values_list("date", flat=True)
    )
    pieces.hold_days(cohort=cohort, until=past[-1], by=scene.cast.leader, skip=past[-1:])
    states.between_the_weeks(scene, cohort)
    states.away_and_back(scene, cohort)
    opinions.evaluated(scene, cohort)
    (late,) = scene.take(1)
    seat = pieces.free_seats(cohort, 2)[1]
    pieces.apply(late, seat.application_code, scene.programme, on=scene.ago(1))


def _open_for_orders(scene: Scene) -> None:
    """Starts in six weeks: seats held, an order to answer, one that waits, and people who have applied."""
    starts_on = scene.monday(7)
    cohort = set_up(scene, f"Nynäshamn, {_season(starts_on)}", starts_on, Track.COMMUNITY, "Folkets hus")
    order(scene, cohort, scene.cast.stockholm, 6, scene.ago(2), confirm=False)
    order(scene, cohort, scene.cast.haninge, 2, scene.ago(2), confirm=False)
    order(scene, cohort, scene.cast.stockholm, 5, scene.ago(1), confirm=False, if_short="wait")
    county = Municipality.objects.select_related("county").get(pk="0136").county
    nowhere = {"county": county, "track": Track.PSYCHIATRY.value}
    order(scene, None, scene.cast.haninge, 1, scene.ago(1), confirm=False, **nowhere)
    declined = order(scene, None, scene.cast.stockholm, 4, scene.ago(9), confirm=False, **nowhere)
    called_off = order(scene, cohort, scene.cast.haninge, 3, scene.ago(9), confirm=False)
    states.over(scene, declined=declined, called_off=called_off)
    states.promise(scene, cohort)
    states.more_than_seats(scene, cohort)
    applied = [
        pieces.apply(name, cohort.application_code, scene.programme, on=min(scene.ago(days), scene.on))
        for name, days in zip(scene.take(4), (8, 5, 2, 1), strict=True)
    ]
    states.admission(scene, cohort, applied)


def _almost_full(scene: Scene) -> None:
    """Starts in three weeks, so that unused seats are asked back: all seats ordered, some given back, one in line."""
    starts_on = scene.monday(3)
    cohort = set_up(scene, f"Södertälje, {_season(starts_on)}", starts_on, Track.COMMUNITY, "Stadsbiblioteket")
    of_stockholm = order(scene, cohort, scene.cast.stockholm, 7, scene.ago(40))
    of_haninge = order(scene, cohort, scene.cast.haninge, 5, scene.ago(38))
    waits = {"if_short": "wait", "at_least": 1}
    order(scene, cohort, scene.cast.haninge, 3, scene.ago(20), confirm=False, **waits)
    states.almost_full(scene, of_stockholm=of_stockholm, of_haninge=of_haninge)


def _planned(scene: Scene) -> None:
    """Starts in the next half year, and isn't open for orders yet."""
    starts_on = scene.monday(20)
    set_up(scene, f"Norrtälje, {_season(starts_on)}", starts_on, Track.PSYCHIATRY, "Roslagsgården", opened=False)
