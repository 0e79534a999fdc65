"""Today: each role's own queue, by when it is due, in one query."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse

from peersupport.accounts.permissions import Role
from peersupport.desk.menu import TABS, link_to, places_of
from peersupport.desk.rules import RULES
from peersupport.desk.today import SHOWN, queue
from peersupport.directory.tests.factories import (
    CountyFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonAccessFactory,
    PersonFactory,
)
from placements.models import Workplace
from placements.tests.factories import (
    FollowUpFactory,
    PlacementFactory,
    StaffSessionFactory,
    SupervisionDraftFactory,
    SupervisionPlanFactory,
    WorkplaceFactory,
)
from programs.actions.orders import confirm
from programs.actions.seats import assign
from programs.models import Seat
from programs.selectors import Seats
from programs.tests.factories import (
    AgreementFactory,
    CohortFactory,
    CohortLeaderFactory,
    OfferFactory,
    OrderLineFactory,
    SeatFactory,
)
from programs.tests.steps import order
from training.tests.factories import (
    ApplicationFactory,
    AssessorFactory,
    CertificateCaseFactory,
    CertificateFactory,
    CourseDayFactory,
    MakeUpFactory,
    ParticipationFactory,
    mark_day,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 1)
NOON = dt.datetime(2026, 9, 1, 10, 0, tzinfo=dt.UTC)


def days(n: int) -> dt.timedelta:
    return dt.timedelta(days=n)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def host():
    return OrganisationFactory(host=True, county=CountyFactory())


@pytest.fixture
def region(host):
    return MembershipFactory(regional=True, organisation=host)


def titles(membership, group=None, on=TODAY):
    found = queue(RULES, membership, on=on)
    return [item.title for g in found.groups if group in (None, g.name) for item in g.items]


def placed(host, **given):
    return PlacementFactory(certificate__participation__cohort__host=host, **given)


def sees(membership, *placements):
    for placement in placements:
        PersonAccessFactory(person=placement.person, member=membership)


def test_late_supervision_waits_for_coordinator_and_supervisor(host, region):
    placement = placed(host, certificate__participation__person=PersonFactory(given_name="Amina", family_name="Rask"))
    SupervisionPlanFactory(placement=placement, next_due_on=TODAY - days(15), late_on=TODAY - days(8))
    supervisor = MembershipFactory(supervisor=True, user=placement.supervisor, organisation=host)

    sees(supervisor, placement)

    (for_coordinator,) = queue(RULES, region, on=TODAY).groups[0].items
    (for_supervisor,) = queue(RULES, supervisor, on=TODAY).groups[0].items

    assert for_coordinator.title == "Amina Rask har inte haft handledning i tid"
    assert (for_coordinator.due_text, for_coordinator.is_late, for_coordinator.tone) == ("8 dagar försenat", True, "li")
    assert for_supervisor.title == "Handledning med Amina Rask"
    assert for_supervisor.action_url == f"{reverse('placements:session_new')}?for={placement.pk}"


@pytest.mark.parametrize(
    ("ahead", "group"), [(-1, "late"), (0, "today"), (1, "week"), (7, "week"), (8, None), (-365, "late"), (-366, None)]
)
def test_a_supervisors_sessions_stand_in_the_group_of_their_day(host, ahead, group):
    placement = placed(host)
    SupervisionPlanFactory(placement=placement, next_due_on=TODAY + days(ahead))
    supervisor = MembershipFactory(supervisor=True, user=placement.supervisor, organisation=host)
    sees(supervisor, placement)

    assert [g.name for g in queue(RULES, supervisor, on=TODAY).groups] == ([group] if group else [])


def test_a_region_has_nothing_to_do_in_another_region(region):
    other = OrganisationFactory(host=True)
    placement = placed(other)
    SupervisionPlanFactory(placement=placement, next_due_on=TODAY - days(8))
    FollowUpFactory(placement=placement, due_on=TODAY - days(8))
    CourseDayFactory(cohort=CohortFactory(running=True, host=other), date=TODAY)
    ApplicationFactory(cohort__host=other)
    OrderLineFactory(cohort__host=other, order__placed_at=NOON)
    WorkplaceFactory(host=other)

    assert titles(region) == []


def test_attendance_waits_from_its_day_on(host, region):
    cohort = CohortFactory(running=True, host=host, name="Stockholm hösten 2026")
    CourseDayFactory(cohort=cohort, number=6, date=TODAY - days(1))
    CourseDayFactory(cohort=cohort, number=7, date=TODAY)
    CourseDayFactory(cohort=cohort, number=8, date=TODAY + days(1))
    CourseDayFactory(cohort=cohort, number=5, date=TODAY - days(2), sessions__registered=True)
    leader = MembershipFactory(leader=True, organisation=host)
    CohortLeaderFactory(cohort=cohort, user=leader.user)

    for membership in (region, leader):
        assert titles(membership, "late") == ["Närvaro för dag 6"]
        assert titles(membership, "today") == ["Närvaro för dag 7"]


def test_an_order_waits_to_be_answered_within_a_week(host, region):
    line = OrderLineFactory(
        cohort__host=host, quantity=2, order__placed_at=NOON - days(8), order__orderer__name="Haninge kommun"
    )
    OrderLineFactory(order=line.order, cohort=line.cohort, quantity=3, status="cancelled")
    orderer = MembershipFactory(orderer=True, organisation=line.order.orderer)

    assert titles(region, "late") == ["Haninge kommun har beställt 2 platser"]
    assert [item.title for item in queue(RULES, orderer, on=TODAY).waiting] == [f"{line.order.number} väntar på svar"]


def test_an_order_with_seats_at_two_hosts_waits_for_the_nation(host, region):
    line = OrderLineFactory(cohort__host=host, order__placed_at=NOON - days(8), order__orderer__name="Haninge kommun")
    OrderLineFactory(order=line.order)

    assert titles(region) == []
    assert titles(MembershipFactory(national=True), "late") == ["Haninge kommun har beställt 4 platser"]


def test_an_agreement_waits_when_it_ends_soon_or_is_used_up(host, region):
    near = {"valid_until": TODAY + days(60), "valid_from": TODAY - days(300)}
    far = near | {"valid_until": TODAY + days(200)}
    AgreementFactory(host=host, number="A-1", **near)
    line = OrderLineFactory(quantity=9, order__agreement=AgreementFactory(host=host, number="A-2", **far))
    AgreementFactory(host=host, number="A-3", **far)
    AgreementFactory(number="A-4", **near)
    orderer = MembershipFactory(orderer=True, organisation=line.order.agreement.orderer)

    assert titles(region, "later") == ["Avtal A-1 slutar snart", "Avtal A-2 är nästan förbrukat"]
    assert queue(RULES, orderer, on=TODAY).groups == []


def test_an_order_that_waits_for_a_cohort_waits_once(host, region):
    line = OrderLineFactory(waiting=True, quantity=3, order__placed_at=NOON, order__orderer__name="Haninge kommun")
    orderer = MembershipFactory(orderer=True, organisation=line.order.orderer)

    assert titles(region) == ["Haninge kommun väntar på 3 platser"]
    assert [i.title for i in queue(RULES, orderer, on=TODAY).waiting] == ["3 platser väntar på en utbildning"]


def test_an_offer_waits_for_its_orderer_and_for_nobody_else(host, region):
    line = OrderLineFactory(cohort__host=host, status="waiting", quantity=3, order__placed_at=NOON)
    OfferFactory(line=line, ends_at=NOON + days(5))
    orderer = MembershipFactory(orderer=True, organisation=line.order.orderer)

    assert titles(orderer) == ["3 platser hålls åt er"]
    assert queue(RULES, orderer, on=TODAY).waiting == []
    assert titles(region) == []


def test_seats_without_a_person_wait_for_their_orderer(host):
    line = OrderLineFactory(cohort__host=host, quantity=3, cohort__starts_on=TODAY + days(3), order__confirmed=True)
    for status in (Seat.Status.CONFIRMED, Seat.Status.RESERVED, Seat.Status.ASSIGNED):
        SeatFactory(line=line, status=status)
    orderer = MembershipFactory(orderer=True, organisation=line.order.orderer)

    assert titles(orderer, "week") == ["2 platser att dela ut"]


def test_applications_are_counted_by_cohort(host, region):
    cohort = CohortFactory(host=host)
    AssessorFactory(cohort=cohort, user=region.user)
    ApplicationFactory.create_batch(3, cohort=cohort, received_at=NOON - days(7))
    ApplicationFactory(cohort=cohort, rejected=True)

    (item,) = queue(RULES, region, on=TODAY).groups[0].items
    assert (item.title, item.text, item.due) == ("3 ansökningar att bedöma", cohort.name, TODAY)


def test_applications_that_nobody_may_read_wait_for_whoever_chooses_the_group(host, region):
    cohort = CohortFactory(host=host)
    ApplicationFactory.create_batch(2, cohort=cohort, received_at=NOON)
    ApplicationFactory(cohort__host=OrganisationFactory(host=True), received_at=NOON)

    assert titles(region) == ["2 ansökningar som ingen får läsa"]


def test_decisions_that_nobody_knows_wait_to_be_sent(host, region):
    cohort = CohortFactory(host=host)
    AssessorFactory(cohort=cohort, user=region.user)
    ApplicationFactory(
        cohort=cohort, rejected=True, told_at=None, told_by=None, known_status="received", decided_at=NOON
    )
    ApplicationFactory(cohort=cohort, rejected=True)

    assert titles(region) == ["1 besked att skicka"]


def test_certificates_wait_for_those_who_meet_the_rule(host, region):
    cohort = CohortFactory(running=True, host=host, ends_on=TODAY)
    day = CourseDayFactory(cohort=cohort, date=TODAY, sessions__registered=True)
    mark_day(day, ParticipationFactory(cohort=cohort))
    without = CohortFactory(running=True, host=host, ends_on=TODAY)
    ParticipationFactory(cohort=without)
    CourseDayFactory(cohort=without, date=TODAY, sessions__registered=True)

    assert titles(region) == ["Intyg klara att utfärda"]


def test_a_case_about_a_certificate_waits_for_somebody_else_than_its_proposer(host, region):
    certificate = CertificateFactory(participation__cohort__host=host)
    CertificateCaseFactory(certificate=certificate)
    CertificateCaseFactory(certificate__participation__cohort__host=host, opened_by=region.user)
    CertificateCaseFactory()

    assert titles(region) == ["Besluta om ett intyg"]


@pytest.mark.parametrize(("on", "shown"), [(-61, False), (-60, True), (0, True), (20, True), (400, False)])
def test_a_certificate_that_runs_out_is_told_two_months_before(host, region, on, shown):
    last = dt.date(2028, 9, 18)
    CertificateFactory(participation__cohort__host=host, valid_until=last)
    CertificateFactory(participation__cohort__host=host, valid_until=last, revoked=True)
    CertificateFactory(valid_until=last)

    assert titles(region, on=last + dt.timedelta(days=on)) == ["Ett intyg går ut"] * shown


def test_a_task_that_is_done_waits_to_be_signed_off(host, region):
    held = {"day__sessions__registered": True}
    task = MakeUpFactory(participation__cohort=CohortFactory(host=host, running=True), done=True, **held)
    MakeUpFactory(participation=task.participation, **held)

    assert titles(region, on=dt.date(2026, 9, 20)) == ["En igentagning för dag 1 är gjord"]


def test_a_workplace_waits_until_it_is_ready(host, region):
    workplace = WorkplaceFactory(host=host, name="Ängsgårdens boendestöd")
    StaffSessionFactory(workplace=workplace, number=1)
    WorkplaceFactory(host=host, ready=True)
    leader = MembershipFactory(leader=True, organisation=host)
    manager = MembershipFactory(manager=True)
    Workplace.objects.filter(pk=workplace.pk).update(manager=manager.user, owner=manager.organisation)

    assert titles(region, "later") == ["Ängsgårdens boendestöd är inte redo än"]
    assert titles(leader, "later") == ["Personalträffar på Ängsgårdens boendestöd"]
    (item,) = queue(RULES, manager, on=TODAY).groups[0].items
    assert item.text == "1 av 3 personalträffar hållna. Stockholm."


def test_a_workplace_where_somebody_began_too_early_stands_there_until_it_is_ready(host, region):
    """An override of the gate, and what has gone since (domain 1.5)."""
    manager = MembershipFactory(manager=True)
    unit = {"owner": manager.organisation, "manager": manager.user, "host": host, "status": "has_peer"}
    WorkplaceFactory(name="Liljan", **unit)
    WorkplaceFactory(name="Vega", ready=True, **unit)

    said = ["Någon arbetar på Liljan, som inte är redo"]
    assert (titles(region), titles(manager)) == (said, said)


def test_the_next_step_at_a_workplace_waits_for_whoever_sees_to_it_or_for_all(host, region):
    other = MembershipFactory(regional=True, organisation=host)
    for step, caretaker in (("Min", region.user), ("Annans", other.user), ("Allas", None)):
        WorkplaceFactory(host=host, next_step=step, next_on=TODAY + days(2), caretaker=caretaker)
    WorkplaceFactory(host=host, next_step="Senare", next_on=TODAY + days(30))

    assert sorted(titles(region)) == ["Allas", "Min"]


def test_a_follow_up_waits_for_supervisor_and_manager_and_when_late_for_the_coordinator(host, region):
    manager = MembershipFactory(manager=True)
    placement = placed(host)
    Workplace.objects.filter(pk=placement.workplace_id).update(manager=manager.user, owner=manager.organisation)
    sees(manager, placement)
    FollowUpFactory(placement=placement, months=3, due_on=TODAY + days(2))
    FollowUpFactory(placement=placement, months=1, due_on=TODAY - days(2))
    FollowUpFactory(placement=placement, months=12, due_on=TODAY + days(60))
    supervisor = MembershipFactory(supervisor=True, user=placement.supervisor, organisation=host)
    sees(supervisor, placement)

    name = placement.person.name
    both = [f"Uppföljning efter 1 månad: {name}", f"Uppföljning efter 3 månader: {name}"]
    assert titles(supervisor) == both
    assert titles(manager) == both
    assert titles(region) == both[:1]


def test_a_draft_waits_to_be_finished():
    supervisor = MembershipFactory(supervisor=True)
    SupervisionDraftFactory(user=supervisor.user)
    SupervisionDraftFactory()

    assert titles(supervisor, "today") == ["Du har börjat anteckna en handledning"]


def test_more_than_the_page_shows_is_said_and_its_list_named(host):
    supervisor = MembershipFactory(supervisor=True, organisation=host)
    for late in range(1, SHOWN + 2):
        placement = placed(host, supervisor=supervisor.user)
        sees(supervisor, placement)
        SupervisionPlanFactory(placement=placement, next_due_on=TODAY - days(late))

    found = queue(RULES, supervisor, on=TODAY)

    assert (found.count, found.late, found.more) == (SHOWN, SHOWN, ["placements:supervision"])
    assert found.groups[0].items[0].due == TODAY - days(SHOWN + 1)


@pytest.mark.parametrize(("more", "role"), sorted({(rule.more, role) for rule in RULES for role in rule.roles}))
def test_each_list_that_holds_the_rest_opens_for_whom_it_is_named_to(client, more, role):
    client.force_login(MembershipFactory(role=role).user)

    assert client.get(link_to(more, Role(role)).url).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("role", Role.values)
def test_the_queue_costs_one_query(role, rows, django_assert_max_num_queries):
    for _n in range(rows):
        SupervisionPlanFactory(next_due_on=TODAY - days(1))
        OrderLineFactory(order__placed_at=NOON)
        ApplicationFactory()
    membership = MembershipFactory(role=role)

    with django_assert_max_num_queries(1):
        queue(RULES, membership, on=TODAY)


QUERIES = {Role.NATIONAL_COORDINATOR: 9, Role.SUPERVISOR: 8, Role.PEER_SUPPORTER: 12, Role.ORDERER: 12}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("role", QUERIES)
def test_the_page_costs_the_same_for_one_row_as_for_three(client, role, rows, django_assert_num_queries):
    membership = MembershipFactory(role=role)
    client.force_login(membership.user)
    for _n in range(rows):
        placement = PlacementFactory(supervisor=membership.user)
        SupervisionPlanFactory(placement=placement, next_due_on=dt.date.today())
        OrderLineFactory(order__placed_at=NOON, order__orderer=membership.organisation)
    client.get("/")

    with django_assert_num_queries(QUERIES[role]):
        answer = client.get("/")

    assert answer.status_code == 200


def test_an_orderers_overview_has_figures_that_the_lists_behind_them_show(client):
    membership = MembershipFactory(orderer=True)
    client.force_login(membership.user)
    soon = {"starts_on": dt.date.today() + days(60), "ends_on": dt.date.today() + days(90)}
    cohort = CohortFactory(release_on=dt.date.today() + days(30), **soon)
    placed = order(cohort, 4, orderer=membership.organisation)
    order(CohortFactory(capacity=1), 3, if_short="wait", orderer=membership.organisation)
    order(cohort, 2)
    confirm(order=placed, by=membership.user, at=NOON)
    assign(seat=placed.lines.get().seats.first(), by=membership.user, at=NOON)

    page = client.get("/")

    own = page.context["own"]
    assert (own.seats, own.to_hand_out, own.waiting) == (Seats(confirmed=3, assigned=1), 3, 3)
    assert (own.next_start, own.next_release) == (cohort.starts_on, cohort.release_on)
    figures = {"status=confirmed": 3, "status=assigned": 1, "status=free": 3}
    for asked, figure in figures.items():
        assert f'href="/platser/?{asked}"' in page.content.decode()
        assert len(client.get(f"/platser/?{asked}").context["page"].rows) == figure


@pytest.mark.parametrize("role", sorted({*Role.values} - {Role.ORDERER}))
def test_nobody_else_has_an_orderers_figures(client, role):
    client.force_login(MembershipFactory(role=role).user)

    assert "own" not in client.get("/").context


@pytest.mark.parametrize("role", Role)
def test_the_phones_bar_has_room_for_four_words(role):
    assert len(TABS[role]) <= 4
    assert set(TABS[role]) <= {place.name for place in places_of(role)}


@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_a_first_page(client, role):
    client.force_login(MembershipFactory(role=role, user__given_name="Karin").user)

    answer = client.get("/")

    assert (answer.status_code, "Karin" in answer.content.decode()) == (200, True)


def test_a_peer_supporter_sees_their_own_and_nobody_elses(client):
    peer = MembershipFactory(peer=True)
    own = PlacementFactory(
        certificate=CertificateFactory(participation__person__user=peer.user), workplace__name="Ängsgården"
    )
    SupervisionPlanFactory(placement=own, next_due_on=dt.date.today() + days(2))
    SupervisionPlanFactory(placement__workplace__name="Annanstans", next_due_on=dt.date.today() + days(2))
    client.force_login(peer.user)

    page = client.get("/").content.decode()

    assert ("Ängsgården" in page, own.participation.cohort.name in page, "Annanstans" in page) == (True, True, False)
