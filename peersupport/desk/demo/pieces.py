"""Pieces that the scenario and the demo are put together from. Everything is done through the actions."""

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from peersupport.accounts.actions import accounts
from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.desk.demo.names import Name
from peersupport.directory.actions import memberships, organisation_roles, organisations
from peersupport.directory.models import County, Membership, Municipality, Organisation, OrganisationRole
from peersupport.privacy.models import Consent
from placements.actions import readiness, workplaces
from placements.models import StaffSession, Workplace
from programs.models import Cohort, Programme, ReadinessItem, Seat
from training import selectors
from training.actions import acknowledgements, admission, applications, attendance, drafts, summing_up
from training.models import Application, CourseDay, DayMark, Participation
from training.rules import CRITERIA

ZONE = ZoneInfo("Europe/Stockholm")
LONG_AGO = date(2016, 1, 1)
Mark = DayMark
TEAM = 14  # people at each workplace
LETTER = """Jag vill bli peer supporter för att jag själv saknade någon att prata med som visste hur det kan vara.

Det som har hjälpt mig är att få berätta i min egen takt, och att någon har trott på mig innan jag själv gjorde det. \
Nu vill jag vara den personen för någon annan. Jag tycker om att lyssna, och jag säger till när jag behöver en paus.

När det är tungt på jobbet går jag en promenad, och pratar med någon samma dag."""


def at(day: date, hour: int = 9) -> datetime:
    """A moment on a day, on Swedish clocks."""
    return datetime.combine(day, time(hour), ZONE)


def key(*words: object) -> UUID:
    """The token of a form that nobody sent: the same words give the same one."""
    return uuid5(NAMESPACE_URL, ":".join(map(str, words)))


def organisation(name: str, **details) -> Organisation:
    """The organisation of this name, added when there is none."""
    known = Organisation.objects.filter(name=name, parent=None).first()
    return known or organisations.add(name=name, by=None, at=at(LONG_AGO), **details)


def association(name: str, *, county: str | None = None) -> Organisation:
    return organisation(name, kind=Organisation.Kind.ASSOCIATION, is_host=True, county=_county(county))


def municipality(name: str, code: str) -> Organisation:
    place = Municipality.objects.select_related("county").get(pk=code)
    return organisation(name, kind=Organisation.Kind.MUNICIPALITY, municipality=place)


def region(name: str, county: str) -> Organisation:
    return organisation(name, kind=Organisation.Kind.REGION, county=_county(county))


def in_role(organisation: Organisation, role: str, *, since: date) -> Organisation:
    """The organisation, as what it is to us from that day on."""
    organisation_roles.have(organisation=organisation, role=role, since=since, by=None, at=at(since))
    return organisation


def _county(code: str | None) -> County | None:
    return County.objects.get(pk=code) if code else None


def member(
    name: Name,
    organisation: Organisation,
    role: Role,
    *,
    since: date,
    by: User | None = None,
    email: str = "",
    **account,
) -> User:
    """Somebody with an account and a role. Without a password in ``account`` nobody can sign in to it.

    Where somebody orders, their organisation is an orderer to us.
    """
    email = email or name.email
    user = User.objects.filter(email=email).first() or accounts.create(
        email=email, given_name=name.given, family_name=name.family, **account
    )
    memberships.grant(user=user, organisation=organisation, role=role, by=by, at=at(since))
    if role == Role.ORDERER:
        in_role(organisation, OrganisationRole.Role.ORDERER, since=since)
    return user


def admit(
    *, people: Iterable[Name], seats: Iterable[Seat], on: date, by: User, emails: dict[Name, str] | None = None
) -> list[Participation]:
    """Let each apply with the code of a seat, and admit them to it."""
    admitted = []
    for name, seat in zip(people, seats, strict=False):
        application = apply(name, seat.application_code, seat.cohort.programme, on=on, email=(emails or {}).get(name))
        assessed(application, at=at(on, 13))
        admitted.append(applications.admit(application=application, seat=seat, by=by, at=at(on, 14)))
    for cohort in {seat.cohort for seat in seats}:
        applications.tell(cohort=cohort, by=by, at=at(on, 15))
    return admitted


def apply(name: Name, code: str, programme: Programme, *, on: date, email: str | None = None) -> Application:
    """The four steps of an application, in one go."""
    when = {"at": at(on)}
    contact = {"given_name": name.given, "family_name": name.family, "email": email or name.email, "phone": ""}
    draft = drafts.begin(key=key("application", code, name.email), code=code, language="sv", **contact, **when)
    if draft.status != Application.Status.DRAFT:
        return draft  # loaded before
    drafts.write_letter(draft=draft, letter=LETTER, **when)
    drafts.answer(draft=draft, can_attend="yes", wants_half_time="yes", **when)
    agreed = {Consent.Purpose.TRAINING, Consent.Purpose.FOLLOW_UP}
    return drafts.send(draft=draft, agreed=agreed, consent_version=programme.consent_version, **when)


def assessed(application: Application, *, at: datetime) -> None:
    """As many assessments as the programme asks for, all in favour."""
    cohort = application.cohort
    at_the_host = Membership.objects.open().filter(organisation=cohort.host_id, user=OuterRef("pk"))
    nearest = admission.candidates(cohort).annotate(is_near=Exists(at_the_host)).order_by("-is_near", "pk")
    for user in nearest[: cohort.programme.assessors]:
        admission.join(cohort=cohort, user=user, by=user, at=at)
        given = {"opinion": "admit", "criteria": dict.fromkeys(CRITERIA, "yes"), "note": ""}
        admission.assess(application=application, **given, by=user, at=at)


def free_seats(cohort: Cohort, count: int) -> list[Seat]:
    seats = Seat.objects.free_for_a_person().filter(cohort=cohort).select_related("cohort__programme")
    return list(seats.order_by("pk")[:count])


def hold_days(*, cohort: Cohort, until: date, by: User, skip: Iterable[date] = (), absent: Iterable[int] = ()) -> None:
    """Register the days up to and with ``until``. Everybody is there, save for a day's leave here and there.

    ``absent`` are participations that miss every day from the sixth on, and so get no certificate.
    """
    people = Participation.objects.present_in_course().filter(cohort=cohort).order_by("pk")
    ids = list(people.values_list("pk", flat=True))
    for day in CourseDay.objects.filter(cohort=cohort, date__lte=until).exclude(date__in=list(skip)).order_by("number"):
        marks = {pk: _mark(place, day.number) for place, pk in enumerate(ids)}
        marks |= {pk: Mark.ABSENT for pk in absent if day.number > 5}
        attendance.register_day(day=day, marks=marks, by=by, at=at(day.date, 16))


def sum_up(participations: Iterable[Participation], *, on: date, by: User) -> None:
    """Each has their summing-up interview on the last day."""
    for participation in participations:
        summing_up.note(participation=participation, held_on=on, held_by=by, by=by, at=at(on, 16))


def promise(participations: Iterable[Participation], *, on: date) -> None:
    """Each says on their own page that they will follow the ethical guidelines."""
    for participation in participations:
        asked = selectors.guidelines_of(participation=participation)
        acknowledgements.acknowledge(participation=participation, version=asked.number, by=None, at=at(on, 12))


def _mark(place: int, number: int) -> str:
    """One excused day and one half day each, on different days: at least 13.5 of 15."""
    if number == 3 + place % 11:
        return Mark.EXCUSED
    return Mark.MORNING if number == 15 - place % 9 else Mark.PRESENT


def workplace(
    *,
    programme: Programme,
    host: Organisation,
    owner: Organisation,
    code: str,
    name: str,
    kind: str,
    by: User,
    on: date,
) -> Workplace:
    return workplaces.add(
        programme=programme,
        host=host,
        owner=in_role(owner, OrganisationRole.Role.WORKPLACE_OWNER, since=on),
        municipality=Municipality.objects.get(pk=code),
        name=name,
        kind=kind,
        by=by,
        at=at(on),
    )


def prepare(
    place: Workplace, *, manager: Name, contact: Name, sessions: Iterable[date], by: User, email: str = ""
) -> None:
    """Name the people of a workplace, say how large its team is, and note its staff sessions, one manager in each."""
    days = list(sessions)
    about = {"name": place.name, "kind": place.kind, "team_size": TEAM, "shifts": ["day", "evening"]}
    workplaces.describe(workplace=place, **about, by=by, at=at(days[0]))
    workplaces.name_people(
        workplace=place,
        manager_name=f"{manager.given} {manager.family}",
        manager_email=email or manager.email,
        contact_name=f"{contact.given} {contact.family}",
        contact_email=contact.email,
        by=by,
        at=at(days[0]),
    )
    themes = [StaffSession.Theme.ROLE, StaffSession.Theme.CONFIDENTIALITY, StaffSession.Theme.TEAM]
    for number, day in enumerate(days):
        workplaces.note_staff_session(
            key=key("staff session", place.pk, day),
            workplace=place,
            held_on=day,
            head_count=9 + number,
            managers_present=1,
            themes=themes[: number + 1],
            by=by,
            at=at(day, 16),
        )


def tick(place: Workplace, kinds: Iterable[str], *, on: date, by: User) -> None:
    """These things are in place."""
    for kind in kinds:
        readiness.tick(workplace=place, kind=kind, by=by, at=at(on))


def make_ready(place: Workplace, *, on: date, by: User) -> None:
    """All that its programme asks for is in place."""
    asked = ReadinessItem.objects.of_programme(place.programme_id).exclude(kind__in=ReadinessItem.KNOWN)
    tick(place, asked.order_by("pk").values_list("kind", flat=True), on=on, by=by)
    workplaces.declare_ready(workplace=place, by=by, at=at(on))
