"""What the demo shows besides its courses: orders, agreements, bases and organisations in the states they can be in."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.desk.actions import invitations
from peersupport.desk.demo import money, pieces
from peersupport.desk.demo.cast import DOMAIN
from peersupport.desk.demo.pieces import at, key
from peersupport.directory.actions import merge, organisations
from peersupport.directory.models import Organisation
from peersupport.letters.models import Letter
from programs.actions import answers, bases, cancellations, changes, contingents, drafts, files
from programs.models import Cohort, Order, OrderFile, OrderLine, Wish
from training.actions import admission as admission_group
from training.actions import (
    apologies,
    applications,
    attendance_statuses,
    calendars,
    cases,
    home_assignments,
    interviews,
    make_ups,
    material,
    pauses,
    retakes,
    templates,
)
from training.models import (
    Application,
    Attendance,
    Certificate,
    CourseDay,
    CourseSession,
    HomeAssignment,
    InterviewTime,
    Module,
    Participation,
)
from training.rules import CRITERIA

if TYPE_CHECKING:
    from peersupport.desk.demo.picture import Scene

_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"


def almost_full(scene: Scene, *, of_stockholm: Order, of_haninge: Order) -> None:
    """Twelve seats ordered and one order in line; two seats are given back, and offered to who waits since yesterday.

    The other municipality lets the region pay for a part, and has attached its decision.
    """
    haninge, yesterday = scene.cast.haninge, at(scene.ago(1))
    region = pieces.region("Region Stockholm", "01")
    decided = {"kind": OrderFile.Kind.DECISION, "name": "Beslut.pdf", "content": _empty_page()}
    files.attach(order=of_haninge, key=key("demo file"), **decided, by=haninge, at=at(scene.ago(30)))
    shared = of_haninge.lines.of_seats().get()
    paid = {"quantity": 2, "cost_bearer": region, "buyer_reference": "RS-2210"}
    grant = {"paid_from": OrderLine.PaidFrom.GRANT, "paid_from_note": "Prioriterade insatser"}
    changes.split(line=shared, version=_version(of_haninge), **paid, **grant, by=haninge, at=at(scene.ago(29)))
    line = of_stockholm.lines.of_seats().get()
    fewer = {"version": _version(of_stockholm), "quantity": line.quantity - 2}
    changes.change_quantity(line=line, **fewer, by=scene.cast.stockholm, at=yesterday)


def promise(scene: Scene, cohort: Cohort) -> None:
    """Two places are kept for a region until three weeks before the start."""
    until = cohort.starts_on - timedelta(days=21)
    region = pieces.region("Region Stockholm", "01")
    contingents.promise(cohort=cohort, organisation=region, count=2, until=until, by=scene.by, at=at(scene.ago(2)))


def admission(scene: Scene, cohort: Cohort, applied: list[Application]) -> None:
    """One to be met, one that the other has assessed, one in reserve who doesn't know it yet; the last is new."""
    leader, when = scene.cast.leader, at(scene.ago(1), 11)
    admission_group.join(cohort=cohort, user=leader, by=scene.by, at=when)
    to_meet, half_done, waits, _new = applied
    day = scene.on + timedelta(days=7)
    times = {"starts": [at(day, hour) for hour in (9, 10, 13, 14)], "minutes": 45, "place": "Sal Eken"}
    interviews.offer_times(cohort=cohort, **times, by=scene.by, at=when)
    interviews.invite(application=to_meet, by=scene.by, at=when)
    interviews.choose(application=to_meet, time=InterviewTime.objects.free().filter(cohort=cohort).first(), at=when)
    assessment = {"opinion": "admit", "criteria": dict.fromkeys(CRITERIA, "yes"), "note": "Lyssnar, och är lugn."}
    for application, group in ((half_done, [leader]), (waits, [leader, scene.by])):
        for user in group:
            admission_group.assess(application=application, **assessment, by=user, at=when)
    applications.keep_in_reserve(application=waits, by=scene.by, at=when)


def between_the_weeks(scene: Scene, cohort: Cohort) -> None:
    """Two home assignments, the first in all its states; two missed days taken again; one who can't come next time."""
    leader, starts_on = scene.cast.leader, cohort.starts_on
    people = list(Participation.objects.present_in_course().filter(cohort=cohort).order_by("pk"))
    for title, due_in, set_on in (("Skriv en berättelse", 11, starts_on), ("Gör ett studiebesök", 25, scene.ago(1))):
        told = {"title": title, "module": None, "due_on": starts_on + timedelta(days=due_in)}
        home_assignments.set_one(cohort=cohort, key=key("demo home", title), **told, by=leader, at=at(set_on, 16))
    first = HomeAssignment.objects.filter(cohort=cohort).earliest("due_on")
    for number, row in enumerate(people[:8]):
        when = at(starts_on + timedelta(days=9 + number % 3), 19)
        home_assignments.hand_in(assignment=first, participation=row, by=None, at=when)
    when = at(starts_on + timedelta(days=12), 9)
    for number, row in enumerate(people[:6]):
        look = home_assignments.ask_again if number == 0 else home_assignments.check
        look(assignment=first, participation=row, by=leader, at=when)
    _take_again(cohort, people[:2], leader)
    coming = CourseSession.objects.of_cohort(cohort.pk).to_come(at(scene.on, 20)).in_order()[:2]
    apologies.say(participation=people[2], sessions={one.pk for one in coming}, at=at(scene.on, 20))


def away_and_back(scene: Scene, cohort: Cohort) -> None:
    """One in a pause whose end nobody knows; one of the course before takes a missed day again with this one."""
    leader, yesterday = scene.cast.leader, at(scene.ago(1), 15)
    resting = Participation.objects.present_in_course().filter(cohort=cohort).order_by("pk")[6]
    days = {"begins_on": scene.ago(9), "ends_on": None}
    pauses.begin(participation=resting, key=key("demo pause"), **days, by=scene.by, at=yesterday)
    missed = Attendance.objects.missed().filter(participation__cohort__status="completed")
    mark = missed.filter(participation__status="admitted").select_related("participation", "session__day").latest("pk")
    again_on = CourseDay.objects.filter(cohort=cohort, date__gte=scene.on).earliest("date")
    told = {"day": mark.session.day, "again_on": again_on, "key": key("demo retake")}
    retakes.give(participation=mark.participation, **told, by=leader, at=yesterday)


def _take_again(cohort: Cohort, people: list[Participation], leader: User) -> None:
    """Each does what they missed; the leader has looked at the second."""
    for row in people:
        mark = row.attendance.missed().select_related("session__day").earliest("session__day__date")
        told = {"what": "Läs kapitel 3 och skriv en halv sida.", "due_on": mark.session.day.date + timedelta(days=14)}
        given = {"key": key("demo again", str(row.pk)), "by": leader, "at": at(cohort.starts_on + timedelta(days=5), 9)}
        task = make_ups.give(participation=row, day=mark.session.day, **told, **given)
        make_ups.say_done(make_up=task, by=None, at=at(cohort.starts_on + timedelta(days=8), 18))
    make_ups.sign_off(make_up=task, by=leader, at=at(cohort.starts_on + timedelta(days=9), 9))


def kept_from(scene: Scene, cohort: Cohort) -> None:
    """Of a completed course: its shape as a template, a complaint to decide about, a mark of the programme's own."""
    leader, yesterday = scene.cast.leader, at(scene.ago(1), 15)
    templates.save(cohort=cohort, name="Som i Stockholm", owner=cohort.host, by=scene.by, at=yesterday)
    drawn = {"share": Decimal("0.5"), "is_excused": False, "shape": "d", "position": 1}
    attendance_statuses.add(programme=scene.programme, name="På distans", name_en="Online", **drawn)
    what = {
        "kind": "complaint",
        "proposal": "suspend",
        "text": "Arbetsplatsen har hört av sig. Vi utreder vad som hänt.",
    }
    certificate = Certificate.objects.filter(participation__cohort=cohort).latest("pk")
    cases.propose(certificate=certificate, **what, by=scene.cast.regional, at=yesterday)
    calendars.renew(leader, at=yesterday)


def letters_of_before(scene: Scene) -> None:
    """The letters of what lies behind went out when it happened, as far as the demo is concerned."""
    before = Letter.objects.filter(expires_at__lt=at(scene.on, 0))
    before.update(state=Letter.State.SENT, sent_at=F("created_at"), attempts=1)


def more_than_seats(scene: Scene, cohort: Cohort) -> None:
    """Stockholm has ordered staff training and supervision with its seats; Haninge has begun the like and left it."""
    where, cast, when = scene.where, scene.cast, at(scene.ago(1), 10)
    first = cohort.ends_on + timedelta(days=1)
    wanted = {
        "quantities": {money.STAFF: 1, money.SUPERVISION: 6},
        "periods": {money.SUPERVISION: (first, first + timedelta(days=182))},
    }
    ordered = _begun(scene, cohort, where.stockholm, wanted, by=cast.stockholm, when=when)
    drafts.send(order=ordered, by=cast.stockholm, at=when)
    _begun(scene, cohort, where.haninge, {"quantities": {money.STAFF: 2}}, by=cast.haninge, when=when)


def _begun(scene: Scene, cohort: Cohort, orderer: Organisation, wanted: dict, *, by: User, when: datetime) -> Order:
    """A draft for two seats and what is wanted besides."""
    where = {"orderer": orderer, "programme": scene.programme, "wish": Wish(cohort)}
    begun = drafts.begin(key=key("demo draft", orderer.name), **where, quantity=2, by=by, at=when)
    drafts.change_extras(order=begun, version=_version(begun), **wanted, at=when)
    paid = {"payer": None, "reference": "2002 Socialpsykiatri"}
    drafts.change_payer(order=begun, version=_version(begun), **paid, at=when)
    return begun


def over(scene: Scene, *, declined: Order, called_off: Order) -> None:
    """One order was declined, one called off by who placed it."""
    twice = {"reason": Order.DeclineReason.TWICE, "words": "Er beställning från i våras gäller fortfarande."}
    answers.decline(order=declined, **twice, by=scene.by, at=at(scene.ago(4)))
    cancellations.cancel(order=called_off, by=scene.cast.haninge, at=at(scene.ago(6)))


def collected(scene: Scene) -> None:
    """What was delivered since the basis that was sent is on open ones."""
    bases.collect(host=scene.where.host, until=scene.ago(1), by=scene.by, at=at(scene.ago(1), 11))


def organisations_that_change(scene: Scene) -> None:
    """An office went up in its municipality under a new name, and a colleague there is invited to order."""
    national = scene.cast.national
    office = {"kind": Organisation.Kind.DEPARTMENT, "parent": scene.where.haninge}
    when = {"by": national, "at": at(scene.ago(60))}
    old = organisations.add(name="Äldre- och omsorgsförvaltningen", **office, **when)
    new = organisations.add(name="Socialförvaltningen", **office, **when)
    merge.merge(old=old, into=new, by=national, at=at(scene.ago(20)))
    names = {"name": "Social- och omsorgsförvaltningen", "version": 1}
    organisations.change(organisation=new, **names, **office, by=national, at=at(scene.ago(19)))
    invitations.invite(
        key=key("demo invitation"),
        email=f"invited@{DOMAIN}",
        given_name="Lo",
        family_name="Kvistmo",
        organisation=scene.where.haninge,
        role=Role.ORDERER,
        by=national,
        at=at(scene.ago(1)),
    )


def _version(order: Order) -> int:
    return Order.objects.values_list("version", flat=True).get(pk=order.pk)


def handed_out(scene: Scene) -> None:
    """What the nation hands out with the first modules, and one thing of the host's own."""
    titles = ("Vår gruppöverenskommelse", "Fem frågor om återhämtning", "Min berättelse, steg för steg")
    by_number = {module.number: module for module in Module.objects.filter(programme=scene.programme)}
    kept = {"content": _empty_page(), "by": scene.by, "at": at(scene.ago(200))}
    for number, title in enumerate(titles, 1):
        material.add(module=by_number[number], owner=None, key=key("demo material", title), title=title, **kept)
    own = {"owner": scene.where.host, "key": key("demo material", "host"), "title": "Så hittar du till lokalen"}
    material.add(module=by_number[1], **own, **kept)


def _empty_page() -> bytes:
    """A PDF of one empty page, A4."""
    objects = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", _PAGE)
    made, starts = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, 1):
        starts.append(len(made))
        made += b"%d 0 obj%b endobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    ending = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 4\n0000000000 65535 f \n" + table + ending
