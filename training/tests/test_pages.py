"""Every page: the right role, the wrong one (403), a row that isn't yours (404), and what it shows."""

import pytest
from django.test import Client

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory
from programs.tests.factories import CohortFactory, OrderLineFactory, SeatFactory
from training.models import Application, Certificate, CourseDay, Participation
from training.tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    AssessorFactory,
    CertificateFactory,
    CourseDayFactory,
)
from training.tests.steps import DAY, of

SEEN_BY_LEADERS = ["", "schema/", "deltagare/", "narvaro/2026-08-17/"]
FOR_COORDINATORS = ["platser/", "ansokningar/", "intyg/", "deltagare.xlsx"]
VERBS = ["oppna/", "starta/", "avsluta/"]


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

    answer = (client.get if part in FOR_COORDINATORS else client.post)(of(cohort, part))

    assert answer.status_code == (404 if part == "ansokningar/" else 403)  # a leader may be in the admission group


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


def test_peer_supporters_download_their_own_certificate_and_no_other(db, signed_in):
    mine, somebody_elses = CertificateFactory(), CertificateFactory()
    peer = MembershipFactory(peer=True)
    mine.person.user = peer.user
    mine.person.save(update_fields=["user"])
    client = signed_in(peer)

    answers = [client.get(f"/intyg/{certificate.number}.pdf") for certificate in (mine, somebody_elses)]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[0].headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(("verb", "status"), [(verb, 405 if verb == "oppna/" else 200) for verb in VERBS])
def test_verbs_are_posted(cohort, verb, status, national, signed_in):
    was = cohort.status

    assert signed_in(national).get(of(cohort, verb)).status_code == status
    assert type(cohort).objects.get(pk=cohort.pk).status == was


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
    CourseDayFactory(cohort=cohort, date=DAY, sessions__registered=True)
    for number in range(rows):
        held("present", cohort=cohort)
        AssessorFactory(cohort=cohort, user=national.user if number == 0 else UserFactory())
        AssessmentFactory(application=ApplicationFactory(cohort=cohort))
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
    "": 12,
    "deltagare/": 8,
    "intyg/": 11,
    "ansokningar/": 10,
    "platser/": 11,
    "narvaro/2026-08-17/": 14,
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
    in_the_group = MembershipFactory(regional=True, organisation=host)
    AssessorFactory(cohort=cohort, user=in_the_group.user)
    everybody = [
        *memberships("national"),
        in_the_group,
        leader,
        peer,
        *memberships("regional", "leader", "orderer", "manager", "supervisor", "dpo", "administrator"),
    ]

    counts = [[model.objects.visible_to(who).count() for model in models] for who in everybody]

    assert counts == [
        [1, 1, 0, 1],  # the nation: isn't in the admission group
        [1, 1, 1, 1],  # the host's region, and in the group
        [1, 1, 0, 0],  # the leader
        [0, 1, 0, 1],  # the peer supporter: their own
        *[[0, 0, 0, 0]] * 5,
        [1, 0, 0, 0],  # the data protection officer sees courses, and nobody in them
        [0, 0, 0, 0],
    ]
