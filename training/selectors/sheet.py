"""The words of a certificate on paper."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.models import Certificate, CourseDay

PAPER_LANGUAGE = "sv"


def certificate_sheet(*, certificate: Certificate, site: str) -> dict:
    """What templates/training/certificate.typ prints, in Swedish whoever asks. ``site`` as in https://example.org.

    The certificate comes with its person, host, issuer and cohort loaded. One query.
    """
    with translation.override(PAPER_LANGUAGE):
        cohort, url = certificate.participation.cohort, f"{site}/c/{certificate.code}/"
        shown = url.partition("://")[2]
        half = len(shown) - len(certificate.code) // 2 - 1
        place = cohort.municipality or cohort.county
        return {
            "language": PAPER_LANGUAGE,
            "title": f"{_('Certificate')} {certificate.number}",
            "about": _("Certificate of training as a peer supporter"),
            "host": certificate.host.name,
            "number_label": _("Certificate"),
            "number": certificate.number,
            "heading": _("Certificate"),
            "lead": _("This is to certify that"),
            "name": certificate.person.name,
            "statement": _statement(cohort),
            "place_and_day": f"{place.name}, {date_format(certificate.issued_on, 'j F Y')}",
            "signer": str(certificate.issued_by),
            "check_label": _("Check the certificate"),
            "url": url,
            "url_shown": [shown[: -len(certificate.code) - 1], shown[-len(certificate.code) - 1 : half], shown[half:]],
            "qr_alt": _("QR code to the page where the certificate is checked"),
        }


def _statement(cohort) -> str:
    programme = cohort.programme
    days = CourseDay.objects.filter(cohort=cohort).count()
    return _(
        "has completed the training %(programme)s, %(days)s between %(first)s and %(last)s, and is a certified peer "
        "supporter."
    ) % {
        "programme": f"{programme.name} ({programme.spelled_out})" if programme.spelled_out else programme.name,
        "days": ngettext("%(n)s course day", "%(n)s course days", days) % {"n": days},
        "first": date_format(cohort.starts_on, "j F Y"),
        "last": date_format(cohort.ends_on, "j F Y"),
    }
