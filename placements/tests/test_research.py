"""Research: two people decide, a file is made of those who say yes then, and nobody can be led back from it."""

import csv
import datetime as dt
import io
import random
import uuid
import zipfile

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.models import Membership, Person
from peersupport.directory.tests.factories import CountyFactory, MembershipFactory, MunicipalityFactory
from peersupport.jobs import tasks
from peersupport.jobs.models import JobFile, LongJob
from peersupport.privacy import consents
from peersupport.privacy.models import Consent
from peersupport.privacy.tests.factories import ConsentFactory
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions import research, research_file, special
from placements.models import ExportedPerson, Placement, ResearchExport, ResearchFetch, ResearchRequest
from placements.rules import JOINED, coder, common
from placements.selectors.research_book import BOOK, HEADER
from placements.tests.factories import (
    PlacementFactory,
    ReportAnswerFactory,
    ResearchExportFactory,
    ResearchFetchFactory,
    ResearchRequestFactory,
    SupervisionSessionFactory,
    WorkplaceFactory,
)

TRANSACTION = pytest.mark.django_db(transaction=True)  # a worker sees what was committed
DATABASE = pytest.mark.django_db
AT = dt.datetime(2026, 6, 1, 8, 0, tzinfo=dt.UTC)
ON = dt.date(2026, 6, 1)
PASSWORD = "kaffe-regn-cykel-7"
CANARY = "Zebrasson"
UPPSALA = ("0380", "03", "Uppsala län")
GOTLAND = ("0980", "09", "Gotlands län")


def place(code: str, county: str, called: str, **changes):
    where = MunicipalityFactory(code=code, county=CountyFactory(code=county, name=called))
    return WorkplaceFactory(ready=True, municipality=where, **changes)


def at_work(many: int, where, **changes) -> list[Placement]:
    """So many at work who say yes to research."""
    named = {"certificate__participation__person__family_name": CANARY, "certificate__participation__host": where.host}
    rows = [PlacementFactory(workplace=where, host=where.host, **named, **changes) for _n in range(many)]
    for row in rows:
        ConsentFactory(person=row.person, purpose="research")
    return rows


def two() -> tuple[Membership, Membership]:
    """A coordinator who notes it, and the data protection officer who decides."""
    return MembershipFactory(national=True), MembershipFactory(dpo=True)


def approved(**changes) -> ResearchRequest:
    national, officer = two()
    return ResearchRequestFactory(approved=True, asked_by=national.user, decided_by=officer.user, **changes)


def asked_for(request: ResearchRequest, by: Membership | None = None) -> LongJob:
    owner = by or Membership.objects.get(user=request.asked_by)
    return research_file.ask(request=request, owner=owner.scope_name, at=timezone.now())


def unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}


def lines(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def made(request: ResearchRequest) -> dict[str, list[dict]]:
    """Have a file made and open it: by name of the table its lines."""
    job = asked_for(request)
    tasks.work()
    job.refresh_from_db()
    assert (job.status, job.problem) == ("done", "")
    files = unpacked(bytes(JobFile.objects.get(job=job).content))
    return {name.removesuffix(".csv"): lines(text) for name, text in files.items() if name.endswith(".csv")}


# Who decides


def what(**changes) -> dict:
    asked = {
        "institution": "Testköpings universitet",
        "title": "Kamrater i arbete",
        "decision_number": "2026-01234-01",
        "approved_on": dt.date(2026, 5, 1),
        "variables": ["county", "days"],
        "first_on": dt.date(2024, 1, 1),
        "last_on": dt.date(2026, 12, 31),
        "keep_until": dt.date(2036, 1, 1),
    }
    return asked | changes


@DATABASE
def test_one_notes_it_and_another_decides():
    national, officer = two()

    asked = research.ask(key=uuid.uuid4(), host=None, by=national.user, at=AT, **what())
    with pytest.raises(research.TakesTwo, match="Någon annan"):
        research.decide(request=asked, outcome="approved", by=national.user, at=AT)
    research.decide(request=asked, outcome="approved", by=officer.user, at=AT)

    asked.refresh_from_db()
    assert (asked.status, asked.decided_by, asked.gives_files(ON)) == ("approved", officer.user, True)
    with pytest.raises(WrongStatus):
        research.decide(request=asked, outcome="declined", by=UserFactory(), at=AT)


@DATABASE
def test_not_even_a_row_written_by_hand_is_decided_by_who_noted_it():
    me = UserFactory()

    with pytest.raises(IntegrityError, match="research_decided_by_another"):
        ResearchRequestFactory(approved=True, asked_by=me, decided_by=me)


@DATABASE
def test_a_form_sent_twice_is_one_request():
    key, by = uuid.uuid4(), UserFactory()

    asked = [research.ask(key=key, host=None, by=by, at=AT, **what()) for _time in range(2)]

    assert asked[0] == asked[1] == ResearchRequest.objects.get()


@DATABASE
@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("approved_on", dt.date(2026, 6, 2)),
        ("last_on", dt.date(2023, 12, 31)),
        ("keep_until", ON),
    ],
)
def test_days_that_cannot_be_are_refused_beside_their_field(field, day):
    with pytest.raises(Refused) as refused:
        research.ask(key=uuid.uuid4(), host=None, by=UserFactory(), at=AT, **what(**{field: day}))

    assert refused.value.field == field


@DATABASE
@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"variables": []}, "research_asks_for_something"),
        ({"variables": ["name"]}, "research_variables_known"),
        ({"last_on": dt.date(2025, 1, 1)}, "research_period_in_order"),
        ({"keep_until": dt.date(2026, 1, 15)}, "research_kept_after_the_ethics_decision"),
        ({"status": "approved"}, "research_decided_when_and_by_whom"),
    ],
)
def test_the_database_keeps_a_request_whole(changes, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        ResearchRequestFactory(**changes)


@DATABASE
def test_a_file_of_a_few_cannot_be_noted():
    with pytest.raises(IntegrityError, match="no_research_on_a_few"):
        ResearchExportFactory(size=4)


# What is in a file


@TRANSACTION
def test_a_file_has_what_was_asked_for_and_a_code_book_for_each_column():
    began = at_work(5, place(*UPPSALA, kind="housing_support"))
    SupervisionSessionFactory(placement=began[0], held_on=dt.date(2026, 3, 9), minutes=45)
    SupervisionSessionFactory(placement=began[0], held_on=dt.date(2026, 3, 16), minutes=60, form="video")
    SupervisionSessionFactory(placement=began[0], held_on=dt.date(2026, 4, 20), minutes=60)
    SupervisionSessionFactory(placement=began[0], held_on=dt.date(2026, 4, 21), form="manager")
    ReportAnswerFactory()

    files = made(approved())

    for name in ("people", "placements", "supervision", "results"):
        assert list(files[name][0]) == [row["variable"] for row in files["codebook"] if row["file"] == f"{name}.csv"]
    assert len(files["codebook"]) == len(BOOK)
    assert all(row["meaning_sv"] and row["meaning_en"] != row["meaning_sv"] for row in files["codebook"])
    assert [(row["county"], row["kind"], row["start_day"]) for row in files["placements"]] == [
        ("Uppsala län", "housing_support", "0")
    ] * 5
    assert [(row["month"], row["sessions"], row["minutes"], row["video"]) for row in files["supervision"]] == [
        ("1", "2", "105", "1"),
        ("2", "1", "60", "0"),
    ]
    assert [(row["answered"], row["agree"], row["from_quarter"]) for row in files["results"]] == [
        ("40", "30", "2026 Q1")
    ]


@TRANSACTION
def test_what_was_not_asked_for_is_not_there():
    at_work(5, place(*UPPSALA))

    files = made(approved(variables=["percent"]))

    assert set(files) == {"placements", "codebook"}
    assert list(files["placements"][0]) == ["person", "placement", "percent"]


@TRANSACTION
def test_no_name_no_date_and_no_number_of_a_row_is_anywhere_in_it():
    began = at_work(6, place(*UPPSALA, name=f"Boendestöd {CANARY}"))
    SupervisionSessionFactory(placement=began[0], held_on=dt.date(2026, 3, 9))
    job = asked_for(approved())
    tasks.work()

    content = bytes(JobFile.objects.get(job=job).content)
    files = unpacked(content)

    assert [name for name, text in files.items() if CANARY in text] == []
    days = [name for name, text in files.items() if name != "README.txt" and "2026-0" in text]
    assert days == []
    codes = {row["person"] for row in lines(files["people.csv"])}
    assert codes & {str(row.person_id) for row in began} == set()
    assert CANARY.encode() not in content


@TRANSACTION
def test_days_are_counted_from_the_first_day_at_work():
    where = place(*UPPSALA)
    began = at_work(5, where)
    Placement.objects.filter(pk=began[0].pk).update(status="ended", ends_on=dt.date(2026, 3, 22), end_reason="term")
    second = Placement.objects.get(pk=began[0].pk)
    second.pk, second.status, second.ends_on, second.end_reason = None, "active", None, ""
    second.starts_on = dt.date(2026, 4, 1)
    second.save()

    files = made(approved())

    code = next(row["person"] for row in files["placements"] if row["placement"] == "2")
    mine = [row for row in files["placements"] if row["person"] == code]
    assert [(row["start_day"], row["ended"], row["end_reason"]) for row in mine] == [
        ("0", "1", "term"),
        ("30", "0", ""),
    ]
    assert mine[0]["days"] == "20"


@TRANSACTION
def test_where_few_share_county_and_kind_neither_is_said():
    at_work(7, place(*UPPSALA, kind="housing_support"))
    at_work(4, place(*GOTLAND, kind="school"))
    at_work(2, place("0381", *UPPSALA[1:], kind="ips"))

    files = made(approved())

    found = sorted((row["county"], row["kind"]) for row in files["placements"])
    assert found == [("Uppsala län", "housing_support")] * 7 + [(JOINED, JOINED)] * 6


@TRANSACTION
@pytest.mark.parametrize("many", [0, 4])
def test_of_fewer_than_five_nothing_is_made(many):
    at_work(many, place(*UPPSALA))

    job = asked_for(approved())
    tasks.work()

    job.refresh_from_db()
    assert (job.status, job.problem, JobFile.objects.count()) == ("failed", "few", 0)


def test_groups_that_may_be_named_have_five_and_so_has_what_is_joined():
    """Any people in any groups: what stands in a file is shared by five or more."""
    for seed in range(300):
        dice = random.Random(seed)
        places = [(county, kind) for county in "abc" for kind in "xyz"]
        groups = {where: {dice.randrange(60) for _n in range(dice.choice((0, 1, 3, 5, 9)))} for where in places}
        groups = {where: who for where, who in groups.items() if who}
        named = common(groups)
        if named is None:
            assert len(set().union(*groups.values())) < 5
            continue
        joined = set().union(*(who for where, who in groups.items() if where not in named))
        assert min([len(groups[where]) for where in named], default=5) >= 5
        assert len(joined) == 0 or len(joined) >= 5


@DATABASE
def test_two_files_cannot_be_laid_together_by_their_codes_and_with_one_key_they_could():
    """The attacker lays the codes of two files beside each other. Under one key they are the same."""
    at_work(8, place(*UPPSALA))
    request = approved()

    def codes(key: bytes) -> set:
        found = selectors.tables(request, selectors.sample(request, on=ON), coder(key))
        return {row[0] for row in found["people"][1:]}

    assert len(codes(b"one") & codes(b"another")) == 0
    assert len(codes(b"one") & codes(b"one")) == 8


@TRANSACTION
def test_each_file_has_a_key_of_its_own():
    at_work(8, place(*UPPSALA))
    request = approved()

    first = {row["person"] for row in made(request)["people"]}
    second = {row["person"] for row in made(request)["people"]}

    assert (len(first), len(second), first & second) == (8, 8, set())


@TRANSACTION
def test_lines_stand_in_the_order_of_their_codes():
    at_work(9, place(*UPPSALA))

    codes = [row["person"] for row in made(approved())["people"]]

    assert codes == sorted(codes)


@TRANSACTION
def test_a_cell_that_a_spreadsheet_would_compute_is_text():
    CountyFactory(code="03", name="=1+1")
    at_work(5, place("0380", "03", "=1+1"))

    assert {row["county"] for row in made(approved())["placements"]} == {"'=1+1"}


@TRANSACTION
def test_words_that_may_not_be_passed_on_are_left_out_of_the_results():
    answer = ReportAnswerFactory()
    answer.row.report.question_set._meta.model.objects.update(
        licence="permission", permission_reference="x", may_be_exported=False
    )

    rows = made(approved(variables=["results"]))["results"]

    assert [(row["question"], row["agree"]) for row in rows] == [("", "30")]
    assert ResearchExport.objects.get().size == 0


def test_a_code_book_has_a_line_for_each_column_of_its_own():
    assert len({(column.file, column.name) for column in BOOK}) == len(BOOK)
    assert {column.variable for column in BOOK if column.variable} == set(ResearchRequest.Variable)
    assert len(HEADER) == 9


# Who is in it


@TRANSACTION
def test_only_those_who_say_yes_then_and_nobody_who_is_handled_specially():
    began = at_work(8, place(*UPPSALA))
    consents.take_back(person=began[0].person, at=timezone.now())
    Person.objects.filter(pk=began[1].person_id).update(
        special_at=AT, special_by=UserFactory(), given_name="Deltagare bcdfh", family_name="", email="", phone=""
    )
    Consent.objects.filter(person=began[2].person).update(purpose="network")

    assert len(made(approved())["people"]) == 5
    assert set(ExportedPerson.objects.values_list("person", flat=True)) == {row.person_id for row in began[3:]}


@TRANSACTION
def test_a_region_gives_its_own_people_alone():
    here, there = place(*UPPSALA), place(*GOTLAND)
    at_work(5, here)
    at_work(6, there)
    regional = MembershipFactory(regional=True, organisation=here.host)
    request = ResearchRequestFactory(approved=True, host=here.host, asked_by=regional.user)

    assert len(made(request)["people"]) == 5


@TRANSACTION
def test_whoever_said_no_after_the_file_was_made_is_handed_over_to_nobody(client):
    began = at_work(6, place(*UPPSALA))
    request = approved()
    job = asked_for(request)
    tasks.work()
    consents.take_back(person=began[0].person, at=timezone.now())

    with pytest.raises(research_file.SaidNo):
        research_file.hand_over(export=ResearchExport.objects.get(), by=request.asked_by, at=timezone.now())

    assert (job.pk, ResearchFetch.objects.count()) == (job.pk, 0)
    assert len(made(request)["people"]) == 5


@TRANSACTION
def test_whoever_is_erased_after_the_file_was_made_is_handed_over_to_nobody():
    at_work(6, place(*UPPSALA))
    request = approved()
    asked_for(request)
    tasks.work()
    ExportedPerson.objects.first().delete()  # as when the person is

    with pytest.raises(research_file.SaidNo):
        research_file.hand_over(export=ResearchExport.objects.get(), by=request.asked_by, at=timezone.now())


@TRANSACTION
def test_a_no_while_the_file_is_made_stops_it():
    began = at_work(6, place(*UPPSALA))
    job = asked_for(approved())
    content = research_file.gather(job, at=timezone.now())
    consents.take_back(person=began[0].person, at=timezone.now())

    with pytest.raises(research_file.Stopped) as stopped:
        research_file.note(job, content, at=timezone.now())

    assert (stopped.value.problem, ResearchExport.objects.count()) == ("changed", 0)


@TRANSACTION
@pytest.mark.parametrize("how", ["role", "over"])
def test_a_role_or_an_approval_that_is_lost_meanwhile_stops_it(how):
    at_work(6, place(*UPPSALA))
    request = approved()
    job = asked_for(request)
    if how == "role":
        Membership.objects.update(ended_at=timezone.now(), ended_by=UserFactory())
    else:
        research.stop(request=request, by=request.asked_by, at=timezone.now())

    tasks.work()

    job.refresh_from_db()
    assert (job.status, job.problem, JobFile.objects.count()) == ("failed", how, 0)


@TRANSACTION
def test_handled_specially_takes_files_away_that_nobody_has_fetched():
    began = at_work(6, place(*UPPSALA))
    asked_for(approved())
    tasks.work()

    special.forget(person=began[0].person)

    assert (ResearchExport.objects.count(), JobFile.objects.count()) == (1, 0)


# The pages


def signed_in(membership: Membership) -> Client:
    """With a password, and having said again who they are."""
    membership.user.set_password(PASSWORD)
    membership.user.save()
    client = Client()
    client.force_login(membership.user)
    return client


def url(name: str, *args) -> str:
    return reverse(f"placements:{name}", args=args)


@TRANSACTION
def test_whoever_fetches_it_says_again_who_they_are_and_that_is_kept():
    at_work(6, place(*UPPSALA))
    request = approved()
    client = signed_in(Membership.objects.get(user=request.asked_by))

    client.post(url("research_make", request.pk))
    tasks.work()
    job = LongJob.objects.get()
    file = url("research_file", request.pk, job.pk)
    page = client.get(url("research_making", request.pk, job.pk))
    before = client.get(file)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    after = client.get(file)

    assert file in page.content.decode()
    assert (before.status_code, before.url.startswith(reverse("account_reauthenticate"))) == (302, True)
    assert (after["Content-Type"], after["Content-Disposition"]) == (
        "application/zip",
        f'attachment; filename="forskning-{request.pk}.zip"',
    )
    fetched = ResearchFetch.objects.get()
    assert (fetched.fetched_by, fetched.export.people.count()) == (request.asked_by, 6)
    assert "hämtad av" in client.get(url("research_request", request.pk)).content.decode()


@TRANSACTION
@pytest.mark.parametrize("why", ["no", "stopped", "day"])
def test_a_file_that_may_not_be_given_any_more_is_refused_in_words(why):
    began = at_work(6, place(*UPPSALA))
    request = approved()
    client = signed_in(Membership.objects.get(user=request.asked_by))
    client.post(url("research_make", request.pk))
    tasks.work()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    if why == "no":
        consents.take_back(person=began[0].person, at=timezone.now())
    elif why == "stopped":
        client.post(url("research_request", request.pk), {"answer": "stopped"})
    else:
        ResearchRequest.objects.update(keep_until=dt.date(2026, 2, 1))

    answer = client.get(url("research_file", request.pk, LongJob.objects.get().pk), follow=True)

    said = {"no": "inte vara med i den", "stopped": "Ingen fil lämnas ut: ", "day": "Ingen fil lämnas ut: "}[why]
    assert (said in answer.content.decode(), ResearchFetch.objects.count()) == (True, 0)


@TRANSACTION
def test_nobody_but_the_two_has_a_file_made_or_fetches_it():
    at_work(6, place(*UPPSALA))
    request = approved()
    job = asked_for(request)
    tasks.work()
    third, officer = signed_in(MembershipFactory(national=True)), Membership.objects.get(user=request.decided_by)

    assert third.post(url("research_make", request.pk)).status_code == 404
    assert third.get(url("research_making", request.pk, job.pk)).status_code == 404
    # the other of the two has a file made of their own
    assert signed_in(officer).get(url("research_making", request.pk, job.pk)).status_code == 404
    assert signed_in(officer).post(url("research_make", request.pk)).status_code == 302


@DATABASE
def test_a_request_is_noted_read_and_decided_on_pages():
    national, officer = two()
    values = {name: day.isoformat() if isinstance(day, dt.date) else day for name, day in what().items()}
    values |= {"key": uuid.uuid4(), "approved_on": "2026-01-15", "keep_until": "2099-01-01"}

    answer = signed_in(national).post(url("research_new"), values)
    asked = ResearchRequest.objects.get()
    own = signed_in(national).get(url("research_request", asked.pk)).content.decode()
    others = signed_in(officer).get(url("research_request", asked.pk)).content.decode()
    signed_in(national).post(url("research_request", asked.pk), {"answer": "approved"})
    asked.refresh_from_db()
    first = asked.status
    signed_in(officer).post(url("research_request", asked.pk), {"answer": "approved"})
    asked.refresh_from_db()

    assert answer.url == url("research_request", asked.pk)
    assert ('value="approved"' in own, 'value="approved"' in others) == (False, True)
    assert (first, asked.status) == ("waiting", "approved")
    assert asked.title in signed_in(officer).get(url("research_requests")).content.decode()


@DATABASE
def test_a_regional_coordinator_notes_and_sees_its_own_and_does_not_decide():
    regional = MembershipFactory(regional=True)
    mine = ResearchRequestFactory(host=regional.organisation)
    foreign = ResearchRequestFactory()
    client = signed_in(regional)

    client.post(url("research_request", mine.pk), {"answer": "approved"})

    mine.refresh_from_db()
    assert mine.status == "waiting"
    assert client.get(url("research_request", foreign.pk)).status_code == 404
    assert [row.pk for row in client.get(url("research_requests")).context["page"].rows] == [mine.pk]


@DATABASE
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_as_for_three(rows, django_assert_num_queries):
    ResearchRequestFactory.create_batch(rows)
    client = signed_in(MembershipFactory(dpo=True))
    client.get(url("research_requests"))

    with django_assert_num_queries(7):
        client.get(url("research_requests"))


@DATABASE
def test_the_person_reads_which_files_have_been_handed_over():
    peer = MembershipFactory(peer=True)
    person = PlacementFactory(certificate__participation__person__user=peer.user).person
    export = ResearchExportFactory(request__title="Den som hämtades")
    kept = ResearchExportFactory(request__title="Den som ingen hämtade")
    for one in (export, kept):
        ExportedPerson.objects.create(export=one, person=person)
    ResearchFetchFactory(export=export)

    body = signed_in(peer).get(url("my_research")).content.decode()

    assert ("Den som hämtades" in body, "Den som ingen hämtade" in body) == (True, False)
