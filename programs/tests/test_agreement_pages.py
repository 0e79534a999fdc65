"""/avtal/: the list, one agreement, and what coordinators do with it."""

import datetime as dt
from uuid import uuid4

import pytest

from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.tests.controls import Page
from programs.models import Agreement, AgreementEntry, AgreementExtension, Order
from programs.tests.factories import (
    AgreementEntryFactory,
    AgreementExtensionFactory,
    AgreementFactory,
    CohortFactory,
    ProgrammeFactory,
)
from programs.tests.steps import order
from programs.tests.test_agreements import call_off_of, next_after, ordered, use_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def regional():
    return MembershipFactory(regional=True)


def filled(host, **other) -> dict:
    return {
        "version": "1",
        "kind": "direct",
        "parent": "",
        "number": "KS 2026/114",
        "programme": ProgrammeFactory().pk,
        "orderer": OrganisationFactory().pk,
        "host": host.pk,
        "valid_from": "2026-01-01",
        "valid_until": "2026-12-31",
        "ceiling_seats": "10",
        "ceiling_amount": "680 000",
        **other,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_seven_queries(count, national, signed_in, django_assert_num_queries):
    for agreement in AgreementFactory.create_batch(count):
        ordered(agreement, 8)
    client = signed_in(national)
    client.get("/avtal/")

    with django_assert_num_queries(7):
        page = client.get("/avtal/")

    assert [row.bars[0].text for row in page.context["page"].rows] == ["8 av 10 platser använda, 80 %"] * count


def test_those_in_force_come_first_and_the_next_to_end_on_top(national, signed_in):
    for number, status, year in [
        ("c", "draft", 2026),
        ("d", "ended", 2025),
        ("b", "active", 2028),
        ("a", "active", 2027),
    ]:
        AgreementFactory(number=number, status=status, valid_from="2025-01-01", valid_until=f"{year}-12-31")

    page = signed_in(national).get("/avtal/")

    assert [row.number for row in page.context["page"].rows] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("count", [1, 3])
def test_an_agreement_costs_twelve_queries(count, national, signed_in, django_assert_num_queries):
    agreement, client = AgreementFactory(framework=True), signed_in(national)
    for n in range(count):
        ordered(AgreementFactory(**call_off_of(agreement)), 1)
        AgreementExtensionFactory(agreement=agreement, until=dt.date(2027 + n, 12, 31))
        AgreementEntryFactory(agreement=agreement)
    client.get(f"/avtal/{agreement.pk}/")

    with django_assert_num_queries(12):
        page = client.get(f"/avtal/{agreement.pk}/")

    assert (len(page.context["call_offs"]), len(page.context["events"])) == (count, 2 * count)


def test_a_region_drafts_an_agreement_and_puts_it_in_force(regional, signed_in):
    client = signed_in(regional)
    assert client.get("/avtal/ny/").status_code == 200

    answer = client.post("/avtal/ny/", filled(regional.organisation))
    made = Agreement.objects.get()
    assert answer.url == f"/avtal/{made.pk}/"
    assert client.get(f"/avtal/{made.pk}/").context["may_activate"]
    client.post(f"/avtal/{made.pk}/gor-gallande/")

    made.refresh_from_db()
    assert (made.status, made.ceiling_seats, made.ceiling_amount) == ("active", 10, 680_000)


def test_a_region_makes_agreements_for_its_own_association_only(regional, signed_in):
    page = signed_in(regional).post("/avtal/ny/", filled(OrganisationFactory(host=True)))

    assert (list(page.context["form"].errors), Agreement.objects.count()) == (["host"], 0)


def test_a_refusal_stands_beside_its_field(national, signed_in):
    page = signed_in(national).post("/avtal/ny/", filled(OrganisationFactory(host=True), kind="call_off"))

    assert list(page.context["form"].errors) == ["parent"]


def test_a_draft_is_rewritten_and_an_agreement_in_force_put_right(national, signed_in):
    draft, agreed = AgreementFactory(draft=True), AgreementFactory()
    client = signed_in(national)

    client.post(f"/avtal/{draft.pk}/andra/", filled(draft.host, kind="iop"))
    form = client.get(f"/avtal/{agreed.pk}/andra/").context["form"]
    client.post(f"/avtal/{agreed.pk}/andra/", filled(agreed.host, kind="iop", ceiling_seats="14"))

    draft.refresh_from_db()
    agreed.refresh_from_db()
    assert (draft.kind, draft.number) == ("iop", "KS 2026/114")
    assert set(form.fields) == {"version", "number", "ceiling_seats", "ceiling_amount"}
    assert (agreed.kind, agreed.ceiling_seats) == ("direct", 14)


def test_an_agreement_is_extended(national, signed_in):
    agreement, client = AgreementFactory(), signed_in(national)
    assert client.get(f"/avtal/{agreement.pk}/forlang/").status_code == 200
    early = client.post(f"/avtal/{agreement.pk}/forlang/", {"until": "2026-06-30"})

    answer = client.post(f"/avtal/{agreement.pk}/forlang/", {"until": "2027-06-30", "reference": "KS 2026/201"})

    assert list(early.context["form"].errors) == ["until"]
    assert answer.url == f"/avtal/{agreement.pk}/"
    assert AgreementExtension.objects.get().until == dt.date(2027, 6, 30)


def test_orders_are_put_under_an_agreement_and_taken_from_it(national, signed_in):
    agreement, client = AgreementFactory(), signed_in(national)
    cohort = CohortFactory(programme=agreement.programme)
    first, second = order(cohort, 3, orderer=agreement.orderer), order(cohort, 2, orderer=agreement.orderer)
    order(cohort, 1)
    url = f"/avtal/{agreement.pk}/bestallningar/"

    shown = f"{first.pk},{second.pk}"
    assert client.get(url).context["form"]["shown"].value() == shown
    client.post(url, {"version": "1", "shown": shown, "orders": [first.pk]})
    client.post(url, {"version": "2", "shown": shown, "orders": [second.pk]})

    form, page = client.get(url).context["form"], client.get(f"/avtal/{agreement.pk}/")
    assert set(form.fields["orders"].queryset) == {first, second}
    assert form["orders"].value() == [second.pk]
    assert (list(page.context["orders"]), use_of(agreement).seats) == ([second], 2)
    second.refresh_from_db()
    assert second.agreement == agreement


def test_an_order_that_was_sent_since_the_page_was_opened_stays_under_its_agreement(national, signed_in):
    agreement, client = AgreementFactory(), signed_in(national)
    cohort = CohortFactory(programme=agreement.programme)
    first, url = order(cohort, 3, orderer=agreement.orderer), f"/avtal/{agreement.pk}/bestallningar/"
    page = Page(client.get(url).content.decode()).form_with("version")

    since = order(cohort, 2, orderer=agreement.orderer)
    Order.objects.filter(pk=since.pk).update(agreement=agreement)
    client.post(url, {**page.values, "orders": [first.pk]})

    assert set(Order.objects.filter(agreement=agreement)) == {first, since}


def test_unused_seats_are_rolled_over(national, signed_in):
    old, client = AgreementFactory(), signed_in(national)
    new, _another = next_after(old), AgreementFactory()
    shown = client.get(f"/avtal/{old.pk}/for-over/").context["form"]
    many = client.post(f"/avtal/{old.pk}/for-over/", {"key": uuid4(), "new": new.pk, "seats": "11"})

    answer = client.post(f"/avtal/{old.pk}/for-over/", {"key": shown["key"].value(), "new": new.pk, "seats": "4"})

    assert list(shown.fields["new"].queryset) == [new]
    assert list(many.context["form"].errors) == ["seats"]
    assert answer.url == f"/avtal/{old.pk}/"
    assert set(AgreementEntry.objects.values_list("change", flat=True)) == {-4, 4}


def test_an_agreement_is_ended_after_a_question(national, signed_in):
    agreement, client = AgreementFactory(), signed_in(national)

    asked = client.get(f"/avtal/{agreement.pk}/avsluta/")
    client.post(f"/avtal/{agreement.pk}/avsluta/")
    again = client.post(f"/avtal/{agreement.pk}/avsluta/", follow=True)

    agreement.refresh_from_db()
    assert (asked.status_code, agreement.status) == (200, "ended")
    assert [str(message) for message in again.context["messages"]] == [
        "Avtalet är avslutat.",
        "Det går inte: status är ”Avslutat”.",
    ]


def test_an_orderer_reads_the_agreements_of_their_own_organisation(orderer, signed_in):
    own, other = AgreementFactory(orderer=orderer.organisation), AgreementFactory()
    draft, client = AgreementFactory(orderer=orderer.organisation, draft=True), signed_in(orderer)

    assert [row.number for row in client.get("/avtal/").context["page"].rows] == [own.number]
    page = client.get(f"/avtal/{own.pk}/")
    assert {page.context[may] for may in ("may_change", "may_activate", "in_force", "may_roll_over")} == {False}
    assert {client.get(f"/avtal/{one.pk}/").status_code for one in (other, draft)} == {404}
    for word in ("andra", "gor-gallande", "forlang", "bestallningar", "for-over", "avsluta"):
        assert client.post(f"/avtal/{own.pk}/{word}/").status_code == 403
    assert client.get("/avtal/ny/").status_code == 403


@pytest.mark.parametrize("role", ["leader", "supervisor", "manager", "peer", "dpo", "administrator"])
def test_other_roles_see_no_agreements(role, signed_in):
    agreement, client = AgreementFactory(), signed_in(MembershipFactory(**{role: True}))

    assert {client.get(url).status_code for url in ("/avtal/", f"/avtal/{agreement.pk}/", "/avtal/ny/")} == {403}
