"""Every list: whole as a page, and to htmx what changes alone. The same rows by the same queries, whoever asks."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory, RegistrationFactory
from peersupport.letters.tests.factories import LetterFactory
from peersupport.shared import filters
from placements.models import Report
from placements.tests.factories import (
    EducationFactory,
    EducationHoursFactory,
    FollowUpFactory,
    IntroductionFactory,
    OpeningFactory,
    PlacementFactory,
    ReportFactory,
    ResearchRequestFactory,
    StaffAnswerFactory,
    SupervisionPlanFactory,
    SurveyWordsFactory,
    WorkplaceFactory,
    WorkWishFactory,
)
from programs.models import OrderLine
from programs.tests.factories import (
    AgreementFactory,
    CohortFactory,
    FundingSourceFactory,
    InvoiceBasisFactory,
    OrderLineFactory,
    ProgrammeFactory,
    SeatFactory,
)
from training.models import Assessor
from training.tests.factories import ApplicationFactory, AssessorFactory, CertificateFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

MASKED = re.compile(r'value="[A-Za-z0-9]{64}"')
FILLS = {"HX-Request": "true", "HX-Target": "results"}


@dataclass(frozen=True)
class Listing:
    """A list: what makes one row of it, and its address once they are there. ``beside``: queries of the page alone.

    ``role`` is who reads it.
    """

    name: str
    row: Callable[[], object]
    args: Callable[[], list] = list
    query: Callable[[], str] = str
    beside: int = field(default=0)
    role: Role = Role.NATIONAL_COORDINATOR


def application():
    cohort = first_or_new(CohortFactory)
    reader = Membership.objects.get(role=Role.NATIONAL_COORDINATOR).user
    if not Assessor.objects.filter(user=reader).exists():
        AssessorFactory(cohort=cohort, user=reader)
    return ApplicationFactory(cohort=cohort)


def first_or_new(factory):
    return factory._meta.model.objects.first() or factory()


def the_cohort() -> list:
    return [first_or_new(CohortFactory).pk]


def added() -> None:
    """What somebody added to a survey, of a report that there is."""
    SurveyWordsFactory(report=Report.objects.first() or ReportFactory())


def planned():
    begins = timezone.now() + dt.timedelta(days=30)
    return EducationFactory(starts_at=begins, ends_at=begins + dt.timedelta(hours=2))


def the_education() -> list:
    return [first_or_new(EducationFactory).pk]


def of_the_orderer() -> OrderLine:
    return OrderLineFactory(order__orderer=Membership.objects.get(role=Role.ORDERER).organisation)


def somebody_certified() -> str:
    return f"?deltagande={ParticipationFactory(certified=True).pk}"


def the_person_who_wishes() -> list:
    return [first_or_new(WorkWishFactory).person_id]


def opening_for_the_person():
    """At the host that answers for the one who wishes."""
    host = first_or_new(WorkWishFactory).person.registrations.get().host
    return OpeningFactory(workplace__host=host)


def the_workplace_that_wants() -> list:
    return [first_or_new(OpeningFactory).workplace_id]


def wish_for_the_workplace():
    host = first_or_new(OpeningFactory).workplace.host
    return WorkWishFactory(person=CertificateFactory(participation__cohort__host=host).person)


LISTS = [
    Listing("people", RegistrationFactory),
    Listing("organisations", OrganisationFactory),
    Listing("training:cohorts", CohortFactory),
    Listing("training:applications", application, args=the_cohort),
    Listing("programs:orders", lambda: OrderLineFactory().order),
    Listing("programs:bases", InvoiceBasisFactory),
    Listing("programs:order_cohorts", CohortFactory),
    Listing("programs:programmes", ProgrammeFactory),
    Listing("programs:agreements", AgreementFactory),
    Listing("programs:funding", FundingSourceFactory),
    Listing("placements:workplaces", WorkplaceFactory),
    Listing("placements:placements", PlacementFactory),
    Listing("placements:matching", WorkWishFactory),
    Listing("placements:introductions", IntroductionFactory),
    Listing("placements:match_person", opening_for_the_person, args=the_person_who_wishes),
    Listing("placements:match_workplace", wish_for_the_workplace, args=the_workplace_that_wants),
    Listing("placements:supervision", SupervisionPlanFactory, beside=1),  # the latest sessions, beside the list
    Listing("placements:supervisors", lambda: MembershipFactory(supervisor=True)),
    Listing("placements:follow_ups", FollowUpFactory),
    Listing("placements:survey_words", added),
    Listing("placements:research_requests", ResearchRequestFactory),
    Listing("placements:staff_answers", StaffAnswerFactory),
    Listing("placements:education_list", planned),
    Listing("placements:education_people", CertificateFactory, args=the_education),
    Listing("placements:hours_to_decide", EducationHoursFactory),
    Listing("placements:placement_new", CertificateFactory),
    Listing("placements:placement_new", WorkplaceFactory, query=somebody_certified),
    Listing("programs:seats", lambda: SeatFactory(line=of_the_orderer()), beside=1, role=Role.ORDERER),  # the cohorts
    Listing("programs:documents", of_the_orderer, role=Role.ORDERER),
    Listing("letters", LetterFactory),
]
NAMES = [f"{listing.name}, where" if listing.query is somebody_certified else listing.name for listing in LISTS]
every_list = pytest.mark.parametrize("listing", LISTS, ids=NAMES)


@pytest.fixture
def visit(client, request):
    """The browser of who reads the list, or of a coordinator; its session has noted when it began."""
    asked = getattr(request.node, "callspec", None)
    listing = asked.params.get("listing") if asked else None
    client.force_login(MembershipFactory(role=listing.role if listing else Role.NATIONAL_COORDINATOR).user)
    client.get(reverse("help"))
    return client.get


def address(listing: Listing) -> str:
    return reverse(listing.name, args=listing.args()) + listing.query()


def table(answer) -> str:
    """The list, a table or cards, without the tokens of the forms in it: each answer has another one."""
    found = re.findall(r"<table.*?</table>|<article.*?</article>", answer.content.decode(), re.DOTALL)
    assert found
    return " ".join(MASKED.sub("", "".join(found)).split())


@every_list
@pytest.mark.parametrize("rows", [1, 3])
def test_htmx_gets_the_rows_of_the_page_by_the_same_queries_and_nothing_around_them(visit, listing, rows):
    for _row in range(rows):
        listing.row()
    url = address(listing)
    visit(url)

    with CaptureQueriesContext(connection) as for_page:
        page = visit(url)
    with CaptureQueriesContext(connection) as for_fragment:
        fragment = visit(url, headers=FILLS)

    assert table(fragment) == table(page)
    assert len(fragment.context["page"].rows) >= rows
    assert len(for_fragment) == len(for_page) - listing.beside
    assert (b"<html" in page.content, b"<html" in fragment.content) == (True, False)
    assert (b"<h1" in fragment.content, b'id="results"' in fragment.content) == (False, False)


@every_list
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HX-Request": "true"},
        {"HX-Request": "true", "HX-Target": "another"},
        {"HX-Request": "true", "HX-History-Restore-Request": "true"},
        {**FILLS, "HX-History-Restore-Request": "true"},
    ],
    ids=["no htmx", "no target", "another target", "history", "history with a target"],
)
def test_everybody_else_gets_the_whole_page(visit, listing, headers):
    answer = visit(address(listing), headers=headers)

    assert answer.content.count(b'id="results"') == 1
    assert re.search(rb'<p class="visually-hidden" id="announcement" role="status"></p>', answer.content)
    assert answer.content.count(b"</html>") == 1


@every_list
@pytest.mark.parametrize("headers", [{}, FILLS], ids=["page", "fragment"])
def test_a_cache_tells_the_page_and_the_fragment_apart(visit, listing, headers):
    vary = visit(address(listing), headers=headers).headers["Vary"]

    assert {"HX-Request", "HX-Target", "HX-History-Restore-Request"} <= set(vary.split(", "))


@every_list
def test_what_htmx_gets_says_how_many_there_are(visit, listing):
    listing.row()
    fragment = visit(address(listing), headers=FILLS)

    said = re.search(r'<p id="announcement" hx-swap-oob="innerHTML">(.*?)</p>', fragment.content.decode(), re.DOTALL)

    assert said[1].split() == fragment.context["page"].count_text.split()


def test_that_nothing_is_found_is_said_as_well(visit):
    fragment = visit(reverse("people") + "?q=nobody", headers=FILLS).content.decode()

    assert "Inga träffar" in fragment[fragment.index('id="announcement"') :]


@pytest.mark.parametrize("name", ["people", "placements:workplaces", "placements:placements"])
def test_the_links_that_filter_follow_and_take_the_search_along(visit, name):
    fragment = visit(reverse(name) + "?q=%C3%A5&sida=2", headers=FILLS)
    nav = fragment.content.decode().split('<nav class="seg-f" id="filters"')[1].split("</nav>")[0]
    offered = fragment.context["filters"]

    assert 'hx-swap-oob="true"' in nav
    assert nav.count('aria-current="true"') == 1
    assert [f'href="{choice.query.replace("&", "&amp;")}"' in nav for choice in offered.choices] == [
        True for _choice in offered.choices
    ]
    assert {choice.query.split("&")[0] for choice in offered.choices} == {"?q=%C3%A5"}


@pytest.mark.parametrize(
    ("name", "query", "kept"),
    [
        ("people", "?steg=placerad", 'name="steg" value="placerad"'),
        ("people", "", 'name="steg" value=""'),
        ("placements:workplaces", "?status=ready", 'name="status" value="ready"'),
        ("organisations", "?kommun=0136", 'name="kommun" value="0136"'),
        ("placements:placement_new", "?arbetsplats=7", 'name="arbetsplats" value="7"'),
    ],
)
def test_a_search_keeps_the_filter(visit, name, query, kept):
    page = visit(reverse(name) + query).content.decode()
    form = page.split('<form class="finder"')[1].split("</form>")[0]

    assert f'<input type="hidden" {kept}' in form


def test_a_filters_links_begin_at_the_first_page_and_keep_the_rest():
    request = RequestFactory().get("/lista/?q=%C3%A5&lan=01&lan=03&status=a&sida=4")

    offered = filters.links(request, "status", [("", "All"), ("b", "B")], chosen="a", label="Status")

    assert [choice.query for choice in offered.choices] == [
        "?q=%C3%A5&lan=01&lan=03",
        "?q=%C3%A5&lan=01&lan=03&status=b",
    ]


@every_list
def test_an_ended_session_leads_the_whole_page_to_sign_in(client, listing):
    url = address(listing)

    page, fragment = client.get(url), client.get(url, headers=FILLS)

    assert (page.status_code, page.url.split("?")[0]) == (302, reverse("account_login"))
    assert (fragment.status_code, fragment.content) == (200, b"")
    assert fragment.headers["HX-Redirect"] == page.url
    assert "Location" not in fragment.headers


def test_so_does_the_dialog_that_searches_everywhere(client):
    answer = client.get(reverse("search") + "?q=ek", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == f"{reverse('account_login')}?next=/sok/%3Fq%3Dek"


def test_a_session_that_was_too_long_is_ended_and_forgotten_at_the_next_letter(client, settings):
    client.force_login(MembershipFactory(national=True).user)
    client.get(reverse("people"))
    settings.SESSION_ABSOLUTE_AGE = -1

    answer = client.get(reverse("people"), headers=FILLS)

    assert answer.headers["HX-Redirect"].startswith(reverse("account_login"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_the_search_page_comes_whole_when_one_goes_back_to_it(visit):
    history = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert b"<html" in visit(reverse("search"), headers=history).content


def templates_with(text: str) -> set[Path]:
    folder = settings.BASE_DIR / "templates"
    return {path for path in folder.rglob("*.html") if text in path.read_text() and path.parent.name != "parts"}


def test_every_page_with_a_pager_has_a_place_that_it_fills():
    assert templates_with("parts/pager.html") == templates_with("{% partialdef results inline %}")
    assert len(templates_with("parts/pager.html")) == len(LISTS)
    for part in ("parts/pager.html", "parts/search_form.html", "parts/fills_list.html", "parts/filters.html"):
        assert templates_with(part) <= templates_with('id="results"')
