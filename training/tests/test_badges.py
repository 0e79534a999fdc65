"""Digital badges, read and verified by libraries that aren't ours: openbadgeslib as a whole, pyjwt for signatures."""

import datetime as dt
import json

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.ob3.credential import IdentityObject
from openbadgeslib.ob3.status import decode_encoded_list, set_indices

from peersupport.directory.models import Person
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.shared import signing
from programs.tests.factories import ProgrammeFactory
from training.actions import certificates
from training.models import Certificate
from training.selectors import badge as selectors
from training.tests.factories import SEPTEMBER, CertificateFactory

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 10, 1, 9, 0, tzinfo=dt.UTC)
NO_KEYS = {}
ADDRESS = "anna.ek@example.org"


@pytest.fixture
def certificate() -> Certificate:
    return CertificateFactory(participation__person__email=ADDRESS, participation__person__family_name="Ekströmska")


@pytest.fixture
def fetch(settings):
    """What a program reads that has no account, at an address that a badge names."""

    def read(url: str) -> bytes:
        answer = Client().get(url.partition("#")[0].removeprefix(settings.SITE_URL))
        assert answer.status_code == 200, url
        return answer.content

    return read


@pytest.fixture
def badge(national, signed_in):
    return lambda certificate: signed_in(national).get(f"/intyg/{certificate.number}.jwt").content.decode()


def key_in(settings) -> bytes:
    """Our public key as it would be trusted beforehand."""
    own = settings.BADGE_KEYS[signing.current_key()].public_key()
    return own.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def verified(badge: str, settings, fetch, **asked):
    """By openbadgeslib, with the status list that it fetches and whose signature it verifies too."""
    return OB3Verifier(key_in(settings)).verify(badge, check_status=True, download=fetch, **asked)


def payload_of(badge: str) -> dict:
    return jwt.decode(badge, options={"verify_signature": False})


def test_an_independent_verifier_accepts_the_badge(certificate, badge, settings, fetch):
    read = verified(badge(certificate), settings, fetch)

    assert read.id == f"{settings.SITE_URL}/c/{certificate.code}/"
    assert (read.issuer.name, read.issuance_date) == (certificate.host.name, SEPTEMBER)
    assert read.achievement.name == f"Certifierad peer supporter, {certificate.participation.cohort.programme.name}"
    assert "80 %" in read.achievement.criteria_narrative


def test_the_badge_is_its_holders_and_names_nobody(certificate, badge, settings, fetch):
    signed = badge(certificate)

    [identity] = verified(signed, settings, fetch).identifiers
    theirs, others = (IdentityObject.create(one, salt=identity.salt) for one in (ADDRESS, "annan@example.org"))
    assert (identity, identity.identity_hash != others.identity_hash) == (theirs, True)
    told = json.dumps(payload_of(signed))
    assert [text in told for text in ("Ekströmska", ADDRESS, certificate.number)] == [False, False, False]


def test_two_copies_do_not_show_whose_they_are(certificate, badge):
    one, other = (payload_of(badge(certificate))["credentialSubject"]["identifier"][0] for _time in range(2))

    assert one["identityHash"] != other["identityHash"]


def test_the_signature_verifies_with_the_key_that_the_header_points_at(certificate, badge, fetch):
    signed = badge(certificate)
    header = jwt.get_unverified_header(signed)

    key = jwt.PyJWK(json.loads(fetch(header["kid"])))

    assert header["alg"] == "ES256"
    assert jwt.decode(signed, key, algorithms=["ES256"])["jti"].endswith(f"/c/{certificate.code}/")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_one_changed_byte_fails(certificate, badge, settings, fetch, part):
    parts = badge(certificate).split(".")
    middle = len(parts[part]) // 2
    changed = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + changed + parts[part][middle + 1 :]

    with pytest.raises(OB3VerificationError):
        verified(".".join(parts), settings, fetch)


def test_another_key_than_ours_is_not_believed(certificate, badge, settings, fetch):
    signed = badge(certificate)
    settings.BADGE_KEYS = signing.read_keys("other:" + "b3RoZXIgb3RoZXIgb3RoZXIgb3RoZXIgb3RoZXIgMzI=")

    with pytest.raises(OB3VerificationError, match="Invalid signature"):
        verified(signed, settings, fetch)


@pytest.mark.parametrize("state", ["revoked", "suspended"])
def test_what_is_revoked_or_suspended_is_seen_in_the_list(certificate, badge, settings, fetch, national, state):
    signed = badge(certificate)
    fields = {f"{state}_at": LATER, f"{state}_by": national.user}
    Certificate.objects.filter(pk=certificate.pk).update(**fields)

    with pytest.raises(OB3VerificationError, match="'revocation' is set"):
        verified(signed, settings, fetch)

    Certificate.objects.filter(pk=certificate.pk).update(**dict.fromkeys(fields))
    assert verified(signed, settings, fetch).id.endswith(f"/c/{certificate.code}/")


def test_a_badge_of_a_replaced_paper_is_no_more_valid_than_the_paper(certificate, badge, settings, fetch, national):
    old = badge(certificate)
    certificates.reissue(certificate=certificate, edition=1, language="en", by=national.user, at=LATER)

    new = verified(badge(certificate), settings, fetch)

    assert new.achievement.name.startswith("Certified peer supporter, ")
    with pytest.raises(OB3VerificationError, match="'revocation' is set"):
        verified(old, settings, fetch)


def test_the_list_tells_of_its_own_host_alone_and_of_those_not_valid(certificate, badge, fetch):
    here = {"participation__cohort__host": certificate.host}
    revoked = [CertificateFactory(revoked=True, **here).copies.get().status_index]
    CertificateFactory(**here)
    CertificateFactory(revoked=True)

    entry = payload_of(badge(certificate))["credentialStatus"]
    told = payload_of(fetch(entry["statusListCredential"]).decode())["credentialSubject"]

    bits = decode_encoded_list(told["encodedList"])
    assert (len(bits) * 8, sorted(set_indices(bits)), told["statusPurpose"]) == (2**20, revoked, "revocation")


def test_what_a_badge_points_at_says_the_same(certificate, badge, fetch):
    told = payload_of(badge(certificate))

    issuer, earned = told["issuer"], told["credentialSubject"]["achievement"]
    for there in (issuer, earned):
        read = json.loads(fetch(there["id"]))
        del read["@context"]
        assert read == there


def test_a_last_day_is_the_badges_too(badge, settings, fetch):
    certificate = CertificateFactory(valid_until=dt.date(2099, 9, 18), participation__person__email=ADDRESS)

    read = verified(badge(certificate), settings, fetch)

    assert read.expiration_date == dt.datetime(2099, 9, 18, 21, 59, 59, tzinfo=dt.UTC)


def test_a_badge_past_its_last_day_is_refused(badge, settings, fetch):
    certificate = CertificateFactory(valid_until=dt.date(2026, 9, 20), participation__person__email=ADDRESS)

    with pytest.raises(OB3VerificationError, match="expired"):
        verified(badge(certificate), settings, fetch)


def test_all_keys_are_published_and_the_first_one_signs(certificate, badge, settings, fetch):
    old = settings.BADGE_KEYS
    signed = badge(certificate)
    settings.BADGE_KEYS = signing.read_keys("newer:" + "bmV3ZXIgbmV3ZXIgbmV3ZXIgbmV3ZXIgbmV3ZXIgMzI=") | old

    keys = json.loads(fetch("/marken/nycklar/"))["keys"]

    assert [key["kid"] for key in keys] == ["newer", *old]
    assert [set(key) for key in keys] == [{"kty", "crv", "alg", "use", "kid", "x", "y"}] * 2
    assert jwt.decode(signed, jwt.PyJWK(keys[1]), algorithms=["ES256"])["jti"]
    assert jwt.get_unverified_header(badge(certificate))["kid"].endswith("/marken/nycklar/newer/")


def test_without_an_address_there_is_no_badge_and_a_coordinator_reads_why(national, signed_in):
    certificate = CertificateFactory(participation__person__email="")

    answer = signed_in(national).get(f"/intyg/{certificate.number}.jwt", follow=True)

    assert answer.redirect_chain == [(f"/intyg/{certificate.number}/", 302)]
    assert "ingen är känd" in answer.content.decode()


def test_the_holder_has_it_and_another_host_does_not(signed_in):
    holder = MembershipFactory(peer=True)
    certificate = CertificateFactory(participation__person__user=holder.user)
    region, other = MembershipFactory(regional=True, organisation=certificate.host), MembershipFactory(regional=True)

    answers = [signed_in(who).get(f"/intyg/{certificate.number}.jwt") for who in (holder, region, other)]

    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert answers[0]["Content-Disposition"] == f'attachment; filename="{certificate.number}.jwt"'
    assert "Digitalt märke" in signed_in(holder).get("/").content.decode()


@pytest.mark.parametrize("state", ["revoked", "suspended"])
def test_what_is_not_in_force_has_no_badge(national, signed_in, state):
    certificate = CertificateFactory(participation__person__email=ADDRESS, **{state: True})

    assert signed_in(national).get(f"/intyg/{certificate.number}.jwt").status_code == 404


def test_without_keys_there_are_no_badges(certificate, national, signed_in, settings):
    settings.BADGE_KEYS = NO_KEYS
    client, host = signed_in(national), certificate.host_id
    addresses = [f"/intyg/{certificate.number}.jwt", "/marken/nycklar/", "/marken/nycklar/own/"]
    addresses += [f"/marken/utfardare/{host}/", f"/marken/utfardare/{host}/ogiltiga/"]
    addresses += [f"/marken/program/{certificate.participation.cohort.programme_id}/"]

    assert [client.get(address).status_code for address in addresses] == [404] * 6
    assert "Digitalt märke" not in client.get(f"/intyg/{certificate.number}/").content.decode()
    with pytest.raises(ImproperlyConfigured):
        signing.current_key()


def test_of_what_has_issued_nothing_nothing_is_told(certificate):
    host, programme = OrganisationFactory(host=True), ProgrammeFactory()
    addresses = [f"/marken/utfardare/{host.pk}/", f"/marken/utfardare/{host.pk}/ogiltiga/"]
    addresses += [f"/marken/program/{programme.pk}/", "/marken/nycklar/no/"]

    assert [Client().get(address).status_code for address in addresses] == [404] * 4


def test_programs_may_read_from_other_pages_and_not_too_often(certificate):
    client, address = Client(), f"/marken/utfardare/{certificate.host_id}/"
    answers = [client.get(address) for _time in range(121)]

    assert (answers[0]["Access-Control-Allow-Origin"], answers[0]["Cache-Control"]) == ("*", "public, max-age=300")
    assert [answers[119].status_code, answers[120].status_code] == [200, 429]


def test_the_list_is_one_query_however_long(certificate, django_assert_num_queries, settings):
    CertificateFactory.create_batch(3, revoked=True, participation__cohort__host=certificate.host)

    with django_assert_num_queries(1):
        selectors.status_list(certificate.host, at=LATER, site=settings.SITE_URL)


@pytest.mark.parametrize("raw", ["AA" * 16, "not base64", "a:" + "A" * 43 + "="])
def test_keys_that_are_no_keys_stop_the_start(raw):
    with pytest.raises(ImproperlyConfigured, match="BADGE_KEYS"):
        signing.read_keys(raw)


def test_a_person_without_an_account_is_known_by_the_address_that_we_write_to():
    assert selectors.address_of(Person(email=" Anna.Ek@Example.org ")) == ADDRESS
