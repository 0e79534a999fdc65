"""/program/: the list, one programme, and its numbers as a form."""

from decimal import Decimal

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from programs.actions import programmes
from programs.models import Programme, Requirement, Requirements
from programs.tests.factories import CohortFactory, FundingSourceFactory, ProgrammeFactory
from programs.tests.steps import MARCH, order
from programs.tests.test_programmes import phases_of

pytestmark = pytest.mark.django_db

NUMBERS = {
    "version": "1",
    "name": "PEER Support",
    "spelled_out": "Personlig EgenErfaren Resurs",
    "tracks": ["psykiatri", "socialpsykiatri"],
    "seat_price": "68 000,50",
    "needs_approval": "on",
    "hold_days": "10",
    "release_days": "0",
    "offer_days": "3",
    "terms_version": "2026-1",
    "before_1": "30",
    "percent_1": "0",
    "before_2": "",
    "percent_2": "",
    "before_3": "",
    "percent_3": "",
    "percent_last": "100",
    "attendance_percent": "82,5",
    "summing_up": "on",
    "study_weeks": "1, 3,5",
    "days_per_week": "5",
    "replace_until_day": "2",
    "pause_days": "30",
    "peers_per_supervisor": "14",
    "staff_sessions": "3",
    "follow_up_months": "1, 3, 6, 12",
    "certificate_months": "24",
    "renewal_hours": "12",
    "assessors": "2",
    "consent_version": "2026-1",
    "is_open": "on",
    "until_1": "4",
    "every_1": "7",
    "late_1": "14",
    "until_2": "12",
    "every_2": "14",
    "late_2": "14",
    "until_3": "",
    "every_3": "",
    "every_last": "30",
    "late_last": "60",
    "group_last": "30",
    "group_2": "14",
    "check_in_weeks": "2, 6",
}


def asked_of(programme: Programme) -> Requirements:
    return Requirements.of(Requirement.objects.of_programme(programme.pk))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_seven_queries(count, national, signed_in, django_assert_num_queries):
    client = signed_in(national)
    for programme in ProgrammeFactory.create_batch(count):
        CohortFactory.create_batch(2, programme=programme)
    client.get("/program/")

    with django_assert_num_queries(7):
        page = client.get("/program/")

    assert [programme.live_cohorts for programme in page.context["page"].rows] == [2] * count


def test_a_programme_shows_its_figures(national, signed_in, django_assert_num_queries):
    cohort = CohortFactory()
    order(cohort, 10, orderer=OrganisationFactory(name="Stockholms stad"))
    order(cohort, 2, orderer=OrganisationFactory(name="Haninge kommun"))
    order(cohort, 3, if_short="wait")
    FundingSourceFactory(programme=cohort.programme)
    client = signed_in(national)
    client.get(f"/program/{cohort.programme.pk}/")

    with django_assert_num_queries(15):
        page = client.get(f"/program/{cohort.programme.pk}/")

    assert dict(page.context["by_orderer"]) == {"Stockholms stad": 10, "Haninge kommun": 2}
    assert (page.context["seats_ordered"], page.context["waited_for"]) == (12, 3)
    assert "vecka 2, 6, 12 av en placering" in page.content.decode()


def test_a_coordinator_adds_a_programme_with_its_numbers(national, signed_in):
    owner = OrganisationFactory(host=True)
    client = signed_in(national)
    assert client.get("/program/ny/").status_code == 200

    answer = client.post("/program/ny/", {**NUMBERS, "owner": owner.pk})

    made = Programme.objects.get()
    assert answer.url == f"/program/{made.pk}/"
    assert (made.study_weeks, made.follow_up_months) == ([0, 2, 4], [1, 3, 6, 12])
    assert (str(made.seat_price), asked_of(made)) == ("68000.50", Requirements(Decimal("0.825"), summing_up=True))
    assert phases_of(made) == [(4, 7, 14, None), (12, 14, 14, 14), (None, 30, 60, 30)]
    assert made.check_in_weeks == [2, 6]
    assert made.terms() == [(30, 0), (None, 100)]
    assert (made.tracks, made.hold_days) == (["psykiatri", "socialpsykiatri"], 10)
    assert (made.release_days, made.offer_days) == (0, 3)
    assert (made.certificate_months, made.renewal_hours) == (24, 12)


def test_the_form_shows_a_programme_as_it_is_and_saves_what_was_changed(national, signed_in):
    programme = programmes.create(
        name="PEER", spelled_out="", owner=OrganisationFactory(host=True), by=UserFactory(), at=MARCH
    )
    client = signed_in(national)
    shown = client.get(f"/program/{programme.pk}/andra/").context["form"]
    sent = {name: shown[name].value() for name in shown.fields if shown[name].value() is not None}
    sent["study_weeks"], sent["follow_up_months"] = "1, 3, 5", "1, 3, 6, 12"

    client.post(f"/program/{programme.pk}/andra/", {**sent, "name": "PEER Support"})

    programme.refresh_from_db()
    assert (programme.name, programme.version, programme.changed_by) == ("PEER Support", 2, national.user)
    assert (programme.study_weeks, asked_of(programme)) == ([0, 2, 4], Requirements(Decimal("0.800")))
    assert phases_of(programme) == list(programmes.PHASES)
    assert programme.terms() == list(programmes.TERMS)


def test_who_edits_an_old_version_is_told_and_keeps_what_they_wrote(national, signed_in):
    programme = ProgrammeFactory(owner=national.organisation)
    Programme.objects.update(version=2)

    page = signed_in(national).post(
        f"/program/{programme.pk}/andra/", {**NUMBERS, "owner": programme.owner_id, "version": "1"}
    )

    assert page.context["form"].non_field_errors()[0] == "Någon annan ändrade programmet samtidigt som du."
    assert page.context["form"]["name"].value() == "PEER Support"
    assert Programme.objects.get().version == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("seat_price", "-1"),
        ("seat_price", "1e309"),
        ("seat_price", "NaN"),
        ("attendance_percent", "101"),
        ("study_weeks", "1, 1"),
        ("study_weeks", "3, 1"),
        ("study_weeks", "0"),
        ("study_weeks", "a"),
        ("study_weeks", "53"),
        ("days_per_week", "8"),
        ("days_per_week", "2147483648"),
        ("follow_up_months", ""),
        ("until_1", "12"),
        ("until_2", ""),
        ("every_2", "0"),
        ("every_1", ""),
        ("late_1", "6"),
        ("late_last", ""),
        ("check_in_weeks", "6, 2"),
        ("owner", "0"),
        ("tracks", []),
        ("tracks", ["okand"]),
        ("hold_days", "0"),
        ("release_days", "-1"),
        ("offer_days", "0"),
        ("certificate_months", "0"),
        ("renewal_hours", ""),
        ("before_1", ""),
        ("percent_2", "50"),
        ("percent_last", "101"),
        ("percent_1", "101"),
    ],
)
def test_numbers_that_do_not_add_up_are_refused_beside_a_field(field, value, national, signed_in):
    sent = {**NUMBERS, "owner": national.organisation_id, field: value}

    page = signed_in(national).post("/program/ny/", sent)

    assert page.status_code == 200
    assert len(page.context["form"].errors) == 1
    assert Programme.objects.count() == 0


def test_a_programme_tells_what_has_changed_and_by_whom(national, signed_in):
    owner = OrganisationFactory(host=True)
    who = {"by": UserFactory(given_name="Anna", family_name="Berg"), "at": MARCH}
    programme = programmes.create(name="PEER", spelled_out="", owner=owner, seat_price=24000, **who)
    programmes.change(programme=programme, version=1, seat_price=26000, needs_approval=False, **who)

    history = signed_in(national).get(f"/program/{programme.pk}/").context["history"]

    assert [(event.text, event.when) for event in history] == [
        ("Pris per plats: 24\xa0000 kr → 26\xa0000 kr", "2026-03-02 10.00, Anna Berg"),
        ("En samordnare säger ja till varje beställning: ja → nej", "2026-03-02 10.00, Anna Berg"),
        ("Programmet lades till", "2026-03-02 10.00, Anna Berg"),
    ]


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"before_2": "40", "percent_2": "50"}, "before_2"),
        ({"percent_1": "10", "before_2": "8", "percent_2": "5"}, "percent_2"),
        ({"percent_1": "10", "percent_last": "5"}, "percent_last"),
    ],
)
def test_steps_that_go_the_wrong_way_are_refused(step, field, national, signed_in):
    sent = {**NUMBERS, "owner": national.organisation_id, **step}

    page = signed_in(national).post("/program/ny/", sent)

    assert list(page.context["form"].errors) == [field]


def test_two_programmes_with_one_name_are_refused_beside_the_name(national, signed_in):
    ProgrammeFactory(name="PEER Support")

    page = signed_in(national).post("/program/ny/", {**NUMBERS, "owner": national.organisation_id})

    assert list(page.context["form"].errors) == ["name"]


def test_only_the_nation_manages_programmes(signed_in):
    programme, client = ProgrammeFactory(), signed_in(MembershipFactory(regional=True))

    assert client.get(f"/program/{programme.pk}/").status_code == 200
    for url in ("/program/ny/", f"/program/{programme.pk}/andra/"):
        assert (client.get(url).status_code, client.post(url, NUMBERS).status_code) == (403, 403)


@pytest.mark.parametrize("role", ["orderer", "leader", "manager", "supervisor", "peer", "administrator"])
def test_other_roles_see_no_programmes(role, signed_in):
    programme, client = ProgrammeFactory(), signed_in(MembershipFactory(**{role: True}))

    for url in ("/program/", f"/program/{programme.pk}/", "/program/ny/", f"/program/{programme.pk}/andra/"):
        assert client.get(url).status_code == 403


def test_a_programme_that_does_not_exist_is_not_there(national, signed_in):
    client = signed_in(national)

    for pk in ("0", "99999999999999999999"):
        assert client.get(f"/program/{pk}/").status_code == 404
