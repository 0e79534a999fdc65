"""What people fill in and press on the pages, and what comes of it."""

import datetime as dt
import io

import pypdf
import pytest
from django.test import Client
from openpyxl import load_workbook

from peersupport.directory.tests.factories import CountyFactory, MembershipFactory
from programs.models import Cohort, FundingSource
from programs.tests.factories import CohortFactory, FundingSourceFactory, OrderLineFactory, PriceFactory, SeatFactory
from training.models import Application, Attendance, Certificate, CourseDay, Participation
from training.tests.factories import (
    ApplicationFactory,
    AssessorFactory,
    CertificateFactory,
    CourseDayFactory,
    ParticipationFactory,
)
from training.tests.steps import of


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


def test_a_cohort_without_a_price_costs_what_the_list_of_its_year_says(national, signed_in):
    leader, county = MembershipFactory(leader=True), CountyFactory()
    listed = PriceFactory(price_list__year=2027, unit_price=71000)
    client = signed_in(national)
    filled = {
        "key": client.get("/utbildningar/ny/").context["form"]["key"].value(),
        "programme": listed.price_list.programme_id,
        "host": leader.organisation_id,
        "name": "Haninge våren 2027",
        "track": "socialpsykiatri",
        "county": county.pk,
        "starts_on": "2027-03-20",
        "capacity": "12",
    }

    client.post("/utbildningar/ny/", filled)

    assert Cohort.objects.get().seat_price == 71000


def test_neither_programme_nor_host_is_chosen_by_chance(national, signed_in):
    for name in ["PEER", "Peer support i dag"]:
        CohortFactory(programme__name=name, host=MembershipFactory(leader=True).organisation)

    form = signed_in(national).get("/utbildningar/ny/").context["form"]

    for name in ("programme", "host"):
        assert (form[name].value(), str(form.fields[name].choices[0][1])) == (None, "Välj")


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
    client.post(path, {f"m{first.pk}": "morning", f"m{second.pk}": "absent"})

    morning, afternoon = (
        dict(Attendance.objects.filter(session__part=part).values_list("participation", "mark"))
        for part in ("morning", "afternoon")
    )
    assert morning == {first.pk: "present", second.pk: "absent"}
    assert afternoon == {first.pk: "absent", second.pk: "absent"}
    assert CourseDay.objects.with_registration().get().is_registered


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
    AssessorFactory(cohort=cohort, user=national.user)
    application = ApplicationFactory(cohort=cohort, seat=named)
    client = signed_in(national)
    path = f"/ansokningar/{application.pk}/"

    proposed = client.get(path).context["admit"]["seat"].value()
    client.post(path, {"seat": proposed})

    assert Participation.objects.get(application=application).seat == named
    assert other.status == "confirmed"


def test_a_seat_taken_meanwhile_is_told_beside_the_field(cohort, national, signed_in):
    AssessorFactory(cohort=cohort, user=national.user)
    taken = Participation.objects.get().seat
    application = Application.objects.get()

    answer = signed_in(national).post(f"/ansokningar/{application.pk}/", {"seat": taken.pk})

    assert (answer.status_code, list(answer.context["admit"].errors)) == (200, ["seat"])


def test_a_rejection_needs_a_reason(cohort, national, signed_in):
    AssessorFactory(cohort=cohort, user=national.user)
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


def test_seats_are_paid_by_a_source_that_is_known(national, signed_in):
    cohort, source = CohortFactory(), FundingSourceFactory(funder="Arvsfonden", granted_on=dt.date(2026, 1, 15))
    Cohort.objects.update(programme=source.programme)
    FundingSourceFactory()
    client, url = signed_in(national), of(cohort, "platser/")
    form = client.get(url).context["form"]
    asked = {"key": form["key"].value(), "kind": "grant", "count": "2"}

    nobody = client.post(url, asked)
    client.post(url, asked | {"source": source.pk})

    shown = [str(label) for _value, label in form.fields["source"].choices]
    assert shown == ["En ny källa, enligt nedan", "Bidrag, Arvsfonden 2026-01-15"]
    assert list(nobody.context["form"].errors) == ["funder"]
    assert (source.seats.count(), FundingSource.objects.count()) == (2, 2)


def test_seats_are_shown_by_payer_and_no_name_with_them(cohort, national, signed_in):
    line = OrderLineFactory(cohort=cohort, order__programme=cohort.programme)
    SeatFactory.create_batch(2, line=line)

    answer = signed_in(national).get(of(cohort, "platser/"))

    assert [(payer.label, len(payer.rows)) for payer in answer.context["payers"]] == [
        (line.order.orderer.name, 2),
        (FundingSource.objects.get().funder, 1),
    ]
    assert Participation.objects.get().person.family_name not in answer.content.decode()
