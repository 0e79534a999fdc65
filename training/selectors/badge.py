"""A certificate as a digital badge: an Open Badges 3.0 credential, and the public documents that it points to.

Everything here is a value that will be JSON, and that training.actions.badges signs where it is to be signed. A badge
holds no name: whose it is says a hash of their e-mail address. ``site`` as in https://example.org.
"""

import base64
import gzip
import hashlib
from datetime import UTC, datetime, time, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from peersupport.directory.models import Organisation
from programs.models import Programme, Requirement, Requirements
from training.models import Certificate, CertificateCopy

VC, OB = "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
REVOCATION = "revocation"
LIST_IS_FRESH = timedelta(minutes=5)
LIST_IS_GOOD = timedelta(days=1)  # an old copy of it is no proof after that


def to_badge(certificates: QuerySet) -> QuerySet:
    """The papers that badges can be made of, with all that stands on them."""
    papers = CertificateCopy.objects.current().filter(certificate__in=certificates.in_force())
    return papers.select_related(
        "certificate__person__user", "certificate__host", "certificate__participation__cohort__programme"
    )


def address_of(person) -> str:
    """The address by which a badge knows its holder: that of their account, else the one that we write to; or ""."""
    return (person.user.email if person.user else person.email).strip().lower()


def credential(paper: CertificateCopy, *, site: str, salt: str) -> dict:
    """The badge, read with :func:`to_badge`, as the payload of a JWT (Open Badges 3.0, 8.2)."""
    certificate, url = paper.certificate, f"{site}/c/{paper.code}/"
    host = issuer(certificate.host, site=site)
    with translation.override(paper.language):
        earned = achievement(certificate.participation.cohort.programme, site=site)
    badge = {
        "@context": [VC, OB],
        "id": url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": earned["name"],
        "issuer": {name: value for name, value in host.items() if name != "@context"},
        "validFrom": _moment(paper.made_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_identity(address_of(certificate.person), salt)],
            "achievement": {name: value for name, value in earned.items() if name != "@context"},
        },
        "credentialStatus": _status(paper, site),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    return _as_jwt(_until(badge, certificate), begins=paper.made_at)


def issuer(host: Organisation, *, site: str) -> dict:
    """Who issues: the association that answers for the course."""
    url = _url("badge_issuer", site, host.pk)
    return {"@context": [VC, OB], "id": url, "type": ["Profile"], "name": host.name, "url": site}


def achievement(programme: Programme, *, site: str) -> dict:
    """What somebody has done who has the badge, in the language that is on. One query."""
    percent = int(Requirements.of(Requirement.objects.of_programme(programme.pk)).attendance * 100)
    spelled = f"{programme.name} ({programme.spelled_out})" if programme.spelled_out else programme.name
    told = _("Has completed the training %(programme)s and is a certified peer supporter.") % {"programme": spelled}
    criteria = _("Attendance on at least %(percent)s %% of the course days; a half day counts as half.")
    return {
        "@context": [VC, OB],
        "id": _url("badge_achievement", site, programme.pk),
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": _("Certified peer supporter, %(programme)s") % {"programme": programme.name},
        "description": told,
        "criteria": {"narrative": criteria % {"percent": percent}},
    }


def status_list(host: Organisation, *, at: datetime, site: str) -> dict:
    """Which of a host's badges aren't valid now (Bitstring Status List 1.0), as the payload of a JWT. One query.

    A bit says no more than the public page: not whether it is suspended, revoked or replaced.
    """
    papers = CertificateCopy.objects.not_valid().filter(certificate__host=host)
    url = _url("badge_status", site, host.pk)
    told = {
        "@context": [VC],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": _url("badge_issuer", site, host.pk),
        "validFrom": _moment(at),
        "validUntil": _moment(at + LIST_IS_GOOD),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": REVOCATION,
            "encodedList": _bits(papers.values_list("status_index", flat=True)),
            "ttl": LIST_IS_FRESH // timedelta(milliseconds=1),
        },
    }
    return _as_jwt(told, begins=at)


def key_url(name: str, *, site: str) -> str:
    return _url("badge_key", site, name)


def _as_jwt(document: dict, *, begins: datetime) -> dict:
    """With the claims that a JWT states a second time."""
    who = document["issuer"]
    issued_by = who if isinstance(who, str) else who["id"]
    claims = {"iss": issued_by, "jti": document["id"], "nbf": int(begins.timestamp())}
    if "validUntil" in document:
        claims["exp"] = int(datetime.fromisoformat(document["validUntil"]).timestamp())
    return {**document, **claims}


def _until(badge: dict, certificate: Certificate) -> dict:
    """With its last moment, where the certificate has a last day."""
    if certificate.valid_until is None:
        return badge
    over = datetime.combine(certificate.valid_until, time.max, timezone.get_default_timezone())
    return {**badge, "validUntil": _moment(over)}


def _identity(address: str, salt: str) -> dict:
    digest = hashlib.sha256((address + salt).encode()).hexdigest()
    hashed = {"identityType": "emailAddress", "hashed": True, "identityHash": f"sha256${digest}", "salt": salt}
    return {"type": "IdentityObject", **hashed}


def _status(paper: CertificateCopy, site: str) -> dict:
    url = _url("badge_status", site, paper.certificate.host_id)
    return {
        "id": f"{url}#{paper.status_index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": REVOCATION,
        "statusListIndex": str(paper.status_index),
        "statusListCredential": url,
    }


def _bits(places) -> str:
    """A bit for each place, the first one leftmost; zipped, as base64 without padding after a "u"."""
    bits = bytearray(CertificateCopy.STATUS_SIZE // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    zipped = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(zipped).rstrip(b"=").decode()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _url(name: str, site: str, what: object) -> str:
    return f"{site}{reverse(f'training:{name}', args=[what])}"
