"""The catalogue of bad input over desk's forms, searches and addresses: said beside the field, never a 500."""

import uuid

import pytest
from django.urls import reverse

from peersupport.accounts.models import User
from peersupport.directory.models import Invitation, Organisation
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.links import onetime
from peersupport.tests.catalogue import IDS, KINDS, NAMES_THAT_MUST_WORK, PAGES, REFUSED, SEARCHES, SORTS

pytestmark = pytest.mark.django_db
ORGANISATION = {"name": "text", "kind": "choice", "org_number": "number", "municipality": "choice", "county": "choice"}
INVITATION = {"email": "email", "given_name": "text", "family_name": "text", "role": "choice"}
ACCEPTANCE = {"given_name": "text", "family_name": "text"}
OPTIONAL = {"org_number", "municipality", "county", "family_name"}  # an empty one is no fault


@pytest.fixture
def national(client):
    membership = MembershipFactory(national=True)
    client.force_login(membership.user)
    return membership


def walk(fields: dict[str, str]) -> list:
    return [pytest.param(f, bad, id=f"{f}: {bad}") for f, kind in fields.items() for bad in KINDS[kind]]


def judge(answer, field, bad, written: bool) -> None:
    """Refused beside its field with nothing written, or taken; the same answer for what may be either."""
    assert answer.status_code in (200, 302, 400)
    must_be_refused = bad.verdict == REFUSED and not (bad.value == "" and field in OPTIONAL)
    if must_be_refused:
        assert (answer.status_code != 302, written) == (True, False)
    if answer.status_code == 200:
        assert field in answer.context["form"].errors
        assert not written
        assert b"<script>alert(1)" not in answer.content


@pytest.mark.parametrize(("field", "bad"), walk(ORGANISATION))
def test_a_new_organisation(client, national, field, bad):
    form = {"name": "Haninge kommun", "kind": "municipality", field: bad.value}

    answer = client.post(reverse("organisation_new"), form)

    judge(answer, field, bad, Organisation.objects.exclude(pk=national.organisation_id).exists())


@pytest.mark.parametrize(("field", "bad"), walk(INVITATION))
def test_an_invitation(client, national, field, bad):
    form = {
        "key": str(uuid.uuid4()),
        "email": "ny@example.org",
        "given_name": "Ny",
        "role": "orderer",
        field: bad.value,
    }

    answer = client.post(reverse("invite", args=[OrganisationFactory().pk]), form)

    judge(answer, field, bad, Invitation.objects.exists())


@pytest.fixture
def link(client, national):
    form = {"key": str(uuid.uuid4()), "email": "ny@example.org", "given_name": "Ny", "role": "orderer"}
    client.post(reverse("invite", args=[OrganisationFactory().pk]), form)
    client.logout()
    return reverse("invitation", args=[onetime.token_of(onetime.OneTimeLink.objects.get())])


@pytest.mark.parametrize(("field", "bad"), walk(ACCEPTANCE))
def test_taking_up_an_invitation(client, link, field, bad):
    answer = client.post(link, {"given_name": "Ny", "password": "tre okända ord", field: bad.value})

    judge(answer, field, bad, User.objects.filter(email="ny@example.org").exists())


@pytest.mark.parametrize("name", NAMES_THAT_MUST_WORK)
def test_names_that_people_have_are_taken_as_they_are(client, link, name):
    client.post(link, {"given_name": name, "password": "tre okända ord"})

    assert User.objects.get(email="ny@example.org").given_name == name


@pytest.mark.parametrize("key", ["", "x", "0" * 32 + "x", "{}"])
def test_a_form_without_its_token_is_not_taken(client, national, key):
    form = {"key": key, "email": "ny@example.org", "given_name": "Ny", "role": "orderer"}

    answer = client.post(reverse("invite", args=[OrganisationFactory().pk]), form)

    assert (answer.status_code, Invitation.objects.count()) == (200, 0)


@pytest.mark.parametrize("text", SEARCHES)
@pytest.mark.parametrize("name", ["search", "people", "organisations"])
def test_searches(client, national, name, text):
    answer = client.get(reverse(name), {"q": text})

    assert answer.status_code in (200, 400)
    assert b"<script>" not in answer.content.replace(b"<script src", b"")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["people", "organisations"])
def test_pages_of_a_list(client, national, name, page):
    assert client.get(f"{reverse(name)}?sida={page}").status_code in (200, 400)


@pytest.mark.parametrize("value", [*SORTS, "", "x" * 5000, "1\x00"])
@pytest.mark.parametrize("name", ["steg", "kommun", "ordning", "program"])
def test_filters_that_mean_nothing(client, national, name, value):
    for page in ("people", "organisations", "today"):
        assert client.get(reverse(page), {name: value}).status_code in (200, 400)


@pytest.mark.parametrize("value", IDS)
@pytest.mark.parametrize(
    "path", ["/deltagare/%s/", "/organisationer/%s/", "/organisationer/%s/andra/", "/inbjudan/%s/"]
)
def test_ids_that_are_nobodys(client, national, path, value):
    assert client.get(path % value).status_code in (400, 404, 410)
