"""actions.programmes: the numbers that a programme follows."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import OrganisationFactory
from peersupport.shared.refusals import Conflict, Refused
from programs import selectors
from programs.actions import programmes
from programs.models import Programme, ProgrammeVersion, Readiness, Requirement, Requirements, SupervisionPhase
from programs.tests.factories import EthicalGuidelinesFactory, ProgrammeFactory, ProgrammeVersionFactory
from programs.tests.steps import MARCH

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


def phases_of(programme) -> list[tuple[int | None, ...]]:
    rows = programme.supervision_phases.order_by(SupervisionPhase.in_order())
    return list(rows.values_list("until_week", *SupervisionPhase.NUMBERS))


def test_a_new_programme_supervises_close_together_at_first(who):
    owner = OrganisationFactory(host=True)

    made = programmes.create(name="PEER Support", spelled_out="", owner=owner, seat_price=Decimal(68000), **who)

    made.refresh_from_db()
    assert (made.study_weeks, made.days_per_week, made.staff_sessions) == ([0, 2, 4], 5, 3)
    assert (made.seat_price, made.version) == (68000, 1)
    assert Requirements.of(Requirement.objects.of_programme(made.pk)) == Requirements(Decimal("0.800"))
    assert phases_of(made) == [(4, 7, 14, 14), (12, 14, 14, 14), (52, 30, 35, 30), (None, None, 60, 30)]


def test_programmes_have_different_names(who):
    other = ProgrammeFactory(name="PEER Support")

    with pytest.raises(Refused) as refusal:
        programmes.create(name="PEER Support", spelled_out="", owner=other.owner, **who)

    assert refusal.value.field == "name"


def test_a_programme_can_not_take_the_name_of_another(who):
    ProgrammeFactory(name="PEER Support")
    own = ProgrammeFactory()

    with pytest.raises(Refused):
        programmes.change(programme=own, version=1, name="PEER Support", **who)

    own.refresh_from_db()
    assert own.version == 1


def test_changing_says_who_and_when_and_replaces_the_phases(who):
    programme = ProgrammeFactory()

    programmes.change(
        programme=programme, version=1, staff_sessions=4, phases=[(8, 10, 14, None), (None, None, 60, 30)], **who
    )

    programme.refresh_from_db()
    assert (programme.staff_sessions, programme.version) == (4, 2)
    assert (programme.changed_by, programme.changed_at) == (who["by"], MARCH)
    assert phases_of(programme) == [(8, 10, 14, None), (None, None, 60, 30)]


def test_who_edits_what_somebody_else_has_changed_is_told(who):
    programme = ProgrammeFactory()
    programmes.change(programme=programme, version=1, staff_sessions=4, **who)

    with pytest.raises(Conflict):
        programmes.change(programme=programme, version=1, staff_sessions=5, **who)

    assert Programme.objects.get().staff_sessions == 4


@pytest.mark.parametrize(
    "phases",
    [
        [],
        [(4, 7, 14, 14)],
        [(12, 7, 14, 14), (4, 14, 14, 14), (None, 30, 60, 30)],
        [(4, 7, 14, 14), (4, 14, 14, 14), (None, 30, 60, 30)],
        [(4, 7, 6, 14), (None, 30, 60, 30)],
        [(4, 7, 14, 14), (None, None, 60, None)],
    ],
)
def test_phases_rise_the_last_has_no_end_and_each_plans_something_before_it_is_late(phases, who):
    programme = ProgrammeFactory()

    with pytest.raises(Refused) as refusal:
        programmes.change(programme=programme, version=1, phases=phases, **who)

    assert refusal.value.field == "phases"


@pytest.mark.parametrize(
    "terms",
    [[], [(30, 0)], [(8, 50), (30, 60), (None, 100)], [(30, 0), (30, 50), (None, 100)], [(30, 50), (None, 0)]],
)
def test_terms_come_nearer_to_the_start_and_never_cost_less(terms, who):
    programme = ProgrammeFactory()

    with pytest.raises(Refused) as refusal:
        programmes.change(programme=programme, version=1, terms=terms, **who)

    assert refusal.value.field == "terms"


def test_a_programme_offers_a_track(who):
    with pytest.raises(Refused) as refusal:
        programmes.create(name="PEER", spelled_out="", owner=OrganisationFactory(host=True), tracks=[], **who)

    assert refusal.value.field == "tracks"


def test_each_change_is_a_version_of_all_settings(who):
    owner = OrganisationFactory(host=True, name="NSPH")
    programme = programmes.create(name="PEER", spelled_out="", owner=owner, seat_price=24000, **who)
    programmes.change(programme=programme, version=1, terms=[(None, 100)], phases=[(None, 30, 60, None)], **who)

    first, second = ProgrammeVersion.objects.order_by("number")

    assert (first.number, second.number, second.by, second.at) == (1, 2, who["by"], MARCH)
    assert (first.settings["owner"], first.settings["seat_price"]) == ("NSPH", "24000.00")
    assert first.settings["phases"] == [[4, 7, 14, 14], [12, 14, 14, 14], [52, 30, 35, 30], [None, None, 60, 30]]
    assert (first.terms(), second.terms()) == ([(30, 0), (8, 50), (None, 100)], [(None, 100)])
    assert second.settings == first.settings | {"terms": [[None, 100]], "phases": [[None, 30, 60, None]]}


def test_a_refused_change_leaves_no_version(who):
    programme = ProgrammeFactory()

    with pytest.raises(Refused):
        programmes.change(programme=programme, version=1, terms=[], **who)

    assert ProgrammeVersion.objects.get().number == 1


def test_a_version_is_never_changed():
    version = ProgrammeVersionFactory()

    for change in (version.delete, version.save):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("days_before", "percent"), [(31, 0), (30, 0), (29, 50), (8, 50), (7, 100), (0, 100), (-1, 100)]
)
def test_what_it_costs_to_cancel(days_before, percent, who):
    owner = OrganisationFactory(host=True)
    programme = programmes.create(name="PEER", spelled_out="", owner=owner, **who)

    assert selectors.cancellation_percent(programme, days_before) == percent
    assert selectors.cancellation_percent(programme.versions.get(), days_before) == percent


def test_without_terms_it_costs_nothing_to_cancel():
    assert selectors.cancellation_percent(ProgrammeFactory(), 0) == 0


def test_every_setting_has_words_for_its_change(who):
    programme = programmes.create(name="PEER", spelled_out="", owner=OrganisationFactory(host=True), **who)
    programmes.change(
        programme=programme,
        version=1,
        name="PEER Support",
        spelled_out="Personlig EgenErfaren Resurs",
        owner=OrganisationFactory(host=True),
        tracks=["other"],
        is_open=False,
        seat_price=Decimal("68000.50"),
        needs_approval=False,
        hold_days=10,
        release_days=20,
        offer_days=3,
        terms_version="2027-1",
        terms=[(None, 100)],
        study_weeks=[0, 1],
        days_per_week=4,
        requirements=Requirements(Decimal("0.755"), True, EthicalGuidelinesFactory(programme=programme), True),
        readiness=Readiness(frozenset({"role"}), Decimal("0.750"), Decimal("0.200")),
        replace_until_day=3,
        pause_days=21,
        peers_per_supervisor=12,
        consent_version="2027-1",
        staff_sessions=4,
        assessors=3,
        certificate_months=24,
        renewal_hours=12,
        follow_up_months=[6],
        check_in_weeks=[3, 9],
        phases=[(8, None, 20, 20), (None, 30, 60, None)],
        **who,
    )

    told = selectors.programme_history(programme=programme)

    changed = {*programme.versions.get(number=2).settings}
    assert len(told) == len(changed) + 1
    assert "Krav på närvaro: 80 % → 75,5 %" in {happening.text for happening in told}
