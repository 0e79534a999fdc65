"""Every page: the right role, the wrong one (403), a row that isn't yours (404), and what it shows."""

import datetime as dt
import io

import pypdf
import pytest
from django.test import Client
from openpyxl import load_workbook

from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory
from programs.models import Cohort
from programs.tests.factories import CohortFactory, OrderLineFactory, SeatFactory
from training.models import Application, Attendance, Certificate, CourseDay, Participation
from training.tests.factories import (
    ApplicationFactory,
    CertificateFactory,
    CourseDayFactory,
    ParticipationFactory,
)

DAY = dt.date(2026, 8, 17)
SEEN_BY_LEADERS = ["", "schema/", "deltagare/", "narvaro/2026-08-17/"]
FOR_COORDINATORS = ["platser/", "ansokningar/", "intyg/", "deltagare.xlsx"]
VERBS = ["oppna/", "starta/", "avsluta/"]


@pytest.fixture
def cohort(db) -> Cohort:
    """A running course with one day, one participant and one application."""
    found = CohortFactory(running=True)
    CourseDayFactory(cohort=found, date=DAY)
    ParticipationFactory(cohort=found)
    ApplicationFactory(cohort=found)
    return found


def of(cohort: Cohort, page: str) -> str:
    return f"/utbildningar/{cohort.pk}/{page}"


@pytest.mark.parametrize("part", [*SEEN_BY_LEADERS, *FOR_COORDINATORS])
def test_coordinators_open_every_page_of_a_cohort(cohort, part, national, signed_in):
    regional = MembershipFactory(regional=True, organisation=cohort.host)

    assert [signed_in(who).get(of(cohort, part)).status_code for who in (national, regional)] == [200, 200]


@pytest.mark.parametrize("part", SEEN_BY_LEADERS)
def test_a_leader_opens_the_pages_of_their_own_cohort_and_of_no_other(cohort, part, leading, signed_in):
    client = signed_in(leading(cohort))
    other = CourseDayFactory(date=DAY).cohort

    assert [client.get(of(one, part)).status_code for one in (cohort, other)] == [200, 404]


@pytest.mark.parametrize("part", [*FOR_COORDINATORS, *VERBS])
def test_a_leader_manages_nothing(cohort, part, leading, signed_in):
    client = signed_in(leading(cohort))

    assert (client.get if part in FOR_COORDINATORS else client.post)(of(cohort, part)).status_code == 403


@pytest.mark.parametrize("role", ["orderer", "manager", "supervisor", "peer", "dpo", "administrator"])
@pytest.mark.parametrize("part", ["/utbildningar/", "/utbildningar/ny/", *SEEN_BY_LEADERS, *FOR_COORDINATORS])
def test_other_roles_open_no_page_of_training_but_their_people(cohort, part, role, signed_in):
    client = signed_in(MembershipFactory(**{role: True}))
    path = part if part.startswith("/") else of(cohort, part)
    sees_people = part == "deltagare/" and role in ("manager", "supervisor")

    assert client.get(path).status_code == (404 if sees_people else 403)


@pytest.mark.parametrize("part", [*SEEN_BY_LEADERS, *FOR_COORDINATORS])
def test_another_regions_coordinator_finds_nothing(cohort, part, signed_in):
    assert signed_in(MembershipFactory(regional=True)).get(of(cohort, part)).status_code == 404


@pytest.mark.parametrize("part", FOR_COORDINATORS)
def test_a_co_host_sees_the_cohort_and_manages_nothing_of_it(cohort, part, signed_in):
    guest = MembershipFactory(regional=True)
    cohort.co_hosts.add(guest.organisation)
    client = signed_in(guest)

    assert (client.get(of(cohort, "")).status_code, client.get(of(cohort, part)).status_code) == (200, 404)
    assert Participation.objects.get().person.list_name not in client.get(of(cohort, "")).content.decode()


def test_a_stranger_is_sent_to_sign_in(cohort):
    assert Client().get(of(cohort, "")).headers["Location"].startswith("/konto/")


@pytest.mark.parametrize("address", ["/ansokningar/{}/", "/intyg/{}.pdf"])
def test_applications_and_certificates_of_others_are_not_found(cohort, address, signed_in):
    regional = MembershipFactory(regional=True)
    subject = Application.objects.get().pk if "ansok" in address else CertificateFactory().number

    assert signed_in(regional).get(address.format(subject)).status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_verbs_are_posted(cohort, verb, national, signed_in):
    assert signed_in(national).get(of(cohort, verb)).status_code == 405


@pytest.mark.parametrize(
    ("state", "verb", "becomes"),
    [("draft", "oppna/", "open"), ("open", "starta/", "running"), ("running", "avsluta/", "completed")],
)
def test_a_verb_takes_the_cohort_one_step_on(db, state, verb, becomes, national, signed_in):
    cohort = CohortFactory(status=state)

    answer = signed_in(national).post(of(cohort, verb))

    cohort.refresh_from_db()
    assert (answer.headers["Location"], cohort.status) == (of(cohort, ""), becomes)


@pytest.mark.parametrize(("state", "verb"), [("completed", "oppna/"), ("draft", "starta/"), ("open", "avsluta/")])
def test_a_step_that_does_not_exist_is_told_on_the_page(db, state, verb, national, signed_in):
    cohort = CohortFactory(status=state)
    CourseDayFactory(cohort=cohort)

    answer = signed_in(national).post(of(cohort, verb), follow=True)

    cohort.refresh_from_db()
    assert (cohort.status, [message.level_tag for message in answer.context["messages"]]) == (state, ["error"])


@pytest.mark.parametrize("day", ["2026-02-30", "2026-08-18", "0001-01-01", "9999-12-31", "2026-W34"])
def test_a_day_without_a_course_is_not_found(cohort, day, national, signed_in):
    assert signed_in(national).get(of(cohort, f"narvaro/{day}/")).status_code == 404


@pytest.mark.parametrize("pk", ["0", "99999999999999999999", "01x", "-1"])
def test_odd_keys_are_not_found(national, signed_in, pk):
    client = signed_in(national)

    assert [client.get(f"/{page}/{pk}/").status_code for page in ("utbildningar", "ansokningar")] == [404, 404]


def test_a_cohort_is_set_up_from_the_form(national, signed_in):
    leader = MembershipFactory(leader=True)
    cohort = CohortFactory()
    client = signed_in(national)
    key = client.get("/utbildningar/ny/").context["form"]["key"].value()
    filled = {
        "key": key,
        "programme": cohort.programme_id,
        "host": leader.organisation_id,
        "name": "Haninge våren 2027",
        "track": "socialpsykiatri",
        "county": cohort.county_id,
        "starts_on": "2027-03-20",
        "capacity": "12",
        "leaders": [leader.pk],
    }

    client.post("/utbildningar/ny/", filled)
    again = client.post("/utbildningar/ny/", filled)

    made = Cohort.objects.get(name="Haninge våren 2027")
    assert again.headers["Location"] == of(made, "")
    assert (made.seat_price, made.starts_on) == (cohort.programme.seat_price, dt.date(2027, 3, 22))
    assert CourseDay.objects.filter(cohort=made).count() == 15


def test_a_regional_coordinator_sets_up_for_their_own_host_only(db, signed_in):
    regional, other = MembershipFactory(regional=True), MembershipFactory(leader=True)

    form = signed_in(regional).get("/utbildningar/ny/").context["form"]

    assert list(form.fields["host"].queryset) == [regional.organisation]
    assert other not in form.fields["leaders"].queryset


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a\x00b"),
        ("name", "x" * 81),
        ("name", "Omgång \u202e"),
        ("starts_on", "2026-02-30"),
        ("starts_on", "0001-01-01"),
        ("starts_on", "9999-12-31"),
        ("capacity", "0"),
        ("capacity", "-1"),
        ("capacity", "1.5"),
        ("capacity", str(2**31)),
        ("seat_price", "-1"),
        ("seat_price", "1e309"),
        ("seat_price", "NaN"),
        ("track", "hälsa"),
        ("county", "99"),
        ("host", "0"),
        ("leaders", "0"),
        ("key", "x"),
    ],
)
def test_bad_input_stands_beside_its_field_and_nothing_is_made(national, signed_in, field, value):
    cohort = CohortFactory()
    good = {"programme": cohort.programme_id, "host": cohort.host_id, "name": "Ny", "track": "other", "capacity": "12"}
    good |= {"county": cohort.county_id, "starts_on": "2027-03-22", "key": "5f0f8dca-6a0e-4a0b-9d7b-1f4b7b8f5a11"}

    answer = signed_in(national).post("/utbildningar/ny/", good | {field: value})

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert Cohort.objects.count() == 1


def test_everybody_is_here_and_then_the_exceptions(cohort, leading, signed_in):
    first, second = Participation.objects.get(), ParticipationFactory(cohort=cohort)
    client = signed_in(leading(cohort))
    path = of(cohort, "narvaro/2026-08-17/")

    client.post(path, {"everybody": "1", f"m{second.pk}": "absent"})
    client.post(path, {f"m{first.pk}": "half", f"m{second.pk}": "absent"})

    assert dict(Attendance.objects.values_list("participation", "mark")) == {first.pk: "half", second.pk: "absent"}
    assert CourseDay.objects.get().registered_at is not None


@pytest.mark.parametrize("mark", ["ill", "present\x00", "x" * 5000])
def test_a_mark_that_does_not_exist_stands_beside_the_name(cohort, mark, national, signed_in):
    participation = Participation.objects.get()

    answer = signed_in(national).post(of(cohort, "narvaro/2026-08-17/"), {f"m{participation.pk}": mark})

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [f"m{participation.pk}"])
    assert Attendance.objects.count() == 0


def test_a_day_to_come_is_refused_with_its_reason(cohort, national, signed_in):
    CourseDay.objects.update(date=dt.date(2090, 1, 2))
    participation = Participation.objects.get()

    answer = signed_in(national).post(of(cohort, "narvaro/2090-01-02/"), {f"m{participation.pk}": "present"})

    assert (len(answer.context["form"].non_field_errors()), Attendance.objects.count()) == (1, 0)


def test_an_applicant_is_admitted_to_the_seat_whose_code_was_used(cohort, national, signed_in):
    other, named = SeatFactory.create_batch(2, granted=True, cohort=cohort)
    application = ApplicationFactory(cohort=cohort, seat=named)
    client = signed_in(national)
    path = f"/ansokningar/{application.pk}/"

    proposed = client.get(path).context["admit"]["seat"].value()
    client.post(path, {"seat": proposed})

    assert Participation.objects.get(application=application).seat == named
    assert other.status == "confirmed"


def test_a_seat_taken_meanwhile_is_told_beside_the_field(cohort, national, signed_in):
    taken = Participation.objects.get().seat
    application = Application.objects.get()

    answer = signed_in(national).post(f"/ansokningar/{application.pk}/", {"seat": taken.pk})

    assert (answer.status_code, list(answer.context["admit"].errors)) == (200, ["seat"])


def test_a_rejection_needs_a_reason(cohort, national, signed_in):
    application = Application.objects.get()
    client = signed_in(national)

    asked = client.post(f"/ansokningar/{application.pk}/", {"reason": ""})
    client.post(f"/ansokningar/{application.pk}/", {"reason": "full"})

    application.refresh_from_db()
    assert (list(asked.context["reject"].errors), application.status) == (["reason"], "rejected")


def test_certificates_are_issued_one_by_one_and_all_at_once(held, national, signed_in):
    cohort = CohortFactory(running=True)
    first, second, third = (held("present", cohort=cohort) for _number in range(3))
    held("absent", cohort=cohort)
    client = signed_in(national)

    client.post(of(cohort, "intyg/"), {"participation": first.pk})
    one = list(Certificate.objects.values_list("participation", flat=True))
    client.post(of(cohort, "intyg/"))

    assert one == [first.pk]
    assert set(Certificate.objects.values_list("participation", flat=True)) == {first.pk, second.pk, third.pk}


@pytest.mark.parametrize("chosen", ["0", "x", "9" * 30, "٣"])
def test_a_certificate_for_nobody_is_not_found(cohort, national, signed_in, chosen):
    answer = signed_in(national).post(of(cohort, "intyg/"), {"participation": chosen})

    assert (answer.status_code, Certificate.objects.count()) == (404, 0)


def test_the_paper_names_the_person_and_links_to_the_page_that_checks_it(national, signed_in, settings):
    certificate = CertificateFactory(participation__person__given_name="Åsa", participation__person__family_name="Ek")
    CourseDayFactory.create_batch(15, cohort=certificate.participation.cohort)

    answer = signed_in(national).get(f"/intyg/{certificate.number}.pdf")

    page = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0]
    link = page["/Annots"][0].get_object()["/A"]["/URI"]
    text = " ".join(page.extract_text().split())
    assert answer.headers["Content-Type"] == "application/pdf"
    assert link == f"{settings.SITE_URL}/c/{certificate.code}/"
    assert f"Åsa Ek har genomfört utbildningen {certificate.participation.cohort.programme.name}, 15 kursdagar" in text
    assert Client().get(link.removeprefix(settings.SITE_URL)).status_code == 200


def test_a_name_that_no_font_draws_is_told_on_the_list(national, signed_in):
    certificate = CertificateFactory(participation__person__given_name="王")

    answer = signed_in(national).get(f"/intyg/{certificate.number}.pdf", follow=True)

    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_the_spreadsheet_has_those_who_take_part(cohort, national, signed_in):
    person = Participation.objects.get().person
    person.family_name = "=1+1"
    person.save()

    sheet = load_workbook(io.BytesIO(signed_in(national).get(of(cohort, "deltagare.xlsx")).content)).active

    rows = [[cell.value for cell in row[:3]] for row in sheet.iter_rows(min_row=2)]
    assert rows == [["=1+1", person.given_name, person.email]]
    assert sheet["A2"].data_type == "s"


def test_seats_are_shown_by_payer_and_no_name_with_them(cohort, national, signed_in):
    line = OrderLineFactory(cohort=cohort, order__programme=cohort.programme)
    SeatFactory.create_batch(2, line=line)

    answer = signed_in(national).get(of(cohort, "platser/"))

    assert [(payer.label, len(payer.rows)) for payer in answer.context["payers"]] == [
        (line.order.orderer.name, 2),
        ("Arvsfonden", 1),
    ]
    assert Participation.objects.get().person.family_name not in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_cohorts_costs_the_same_whatever_its_length(national, signed_in, rows, django_assert_num_queries):
    CohortFactory.create_batch(rows)
    client = signed_in(national)
    client.get("/utbildningar/")

    with django_assert_num_queries(QUERIES["cohorts"]):
        answer = client.get("/utbildningar/")

    assert len(answer.context["page"].rows) == rows


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("part", ["", "deltagare/", "intyg/", "ansokningar/", "platser/", "narvaro/2026-08-17/"])
def test_a_cohorts_pages_cost_the_same_whatever_its_size(
    national, signed_in, part, rows, held, django_assert_num_queries
):
    cohort = CohortFactory(running=True)
    CourseDayFactory(cohort=cohort, date=DAY, registered=True)
    for _number in range(rows):
        held("present", cohort=cohort)
        ApplicationFactory(cohort=cohort)
        SeatFactory(line=OrderLineFactory(cohort=cohort, order__programme=cohort.programme))
    client = signed_in(national)
    client.get(of(cohort, part))

    with django_assert_num_queries(QUERIES[part]):
        assert client.get(of(cohort, part)).status_code == 200


def test_the_list_is_narrowed_by_state_and_name(national, signed_in):
    CohortFactory(name="Stockholm hösten 2026")
    wanted = CohortFactory(name="Västmanland 2024", completed=True)

    answer = signed_in(national).get("/utbildningar/?status=completed&q=västm")

    assert answer.context["page"].rows == [wanted]


@pytest.mark.parametrize(
    "query", ["status=x", "q=%25%5F%5C", "sida=-1", "sida=abc", "sida=99999999999", "q=" + "x" * 9000]
)
def test_odd_filters_are_answered(national, signed_in, query):
    CohortFactory()

    assert signed_in(national).get(f"/utbildningar/?{query}").status_code == 200


# Session, user, memberships, the scope's name, the transaction's two ends, and what the page itself asks.
QUERIES = {
    "cohorts": 7,
    "": 11,
    "deltagare/": 8,
    "intyg/": 9,
    "ansokningar/": 8,
    "platser/": 9,
    "narvaro/2026-08-17/": 10,
}


def memberships(*roles: str, **fields) -> list[Membership]:
    return [MembershipFactory(**{role: True}, **fields) for role in roles]


def test_visible_to_each_role(cohort, leading):
    participation = Participation.objects.get()
    leader = leading(cohort)
    host = cohort.host
    peer = MembershipFactory(peer=True, user=leader.user)
    participation.person.user = peer.user
    participation.person.save()
    CertificateFactory(participation=participation, person=participation.person, host=host)
    models = (CourseDay, Participation, Application, Certificate)
    everybody = [
        *memberships("national"),
        MembershipFactory(regional=True, organisation=host),
        leader,
        peer,
        *memberships("regional", "leader", "orderer", "manager", "supervisor", "dpo", "administrator"),
    ]

    counts = [[model.objects.visible_to(who).count() for model in models] for who in everybody]

    assert counts == [
        [1, 1, 1, 1],  # the nation
        [1, 1, 1, 1],  # the host's region
        [1, 1, 0, 0],  # the leader
        [0, 1, 0, 1],  # the peer supporter: their own
        *[[0, 0, 0, 0]] * 5,
        [1, 0, 0, 0],  # the data protection officer sees courses, and nobody in them
        [0, 0, 0, 0],
    ]
