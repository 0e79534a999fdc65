"""The words of certificates on paper."""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Count, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.documents import qr
from training.models import Certificate, CourseDay

DAY = "j\xa0F Y"  # the day stays on the line of its month


def to_print(certificates: QuerySet) -> QuerySet:
    """Those that somebody may print, with all that stands on them. None that is revoked or suspended."""
    cohort = (f"participation__cohort__{name}" for name in ("programme", "municipality", "county"))
    return certificates.in_force().with_copy().select_related("person", "host", "issued_by", *cohort)


def certificate_sheets(
    *,
    certificates: Sequence[Certificate],
    days: dict[int, int],
    site: str,
    language: str = "",
    said: Callable[[int], object] | None = None,
) -> dict:
    """What templates/training/certificate.typ prints: a page for each, as read with :func:`to_print`. No query.

    Each is in its paper's language, or all in ``language``, whoever asks. ``site`` as in https://example.org; ``days``
    as of :func:`days_of`. ``said`` is told how many are ready, after each.
    """
    sheets = []
    for one in certificates:
        sheets.append(certificate_sheet(one, site=site, language=language or one.language, days=days))
        if said:
            said(len(sheets))
    with translation.override(sheets[0]["language"]):
        one_or_more = _("Certificates") if len(sheets) > 1 else f"{_('Certificate')} {certificates[0].number}"
        about = _("Certificate of training as a peer supporter")
        return {"title": one_or_more, "about": about, "author": sheets[0]["host"], "sheets": sheets}


def days_of(certificates: Iterable[Certificate]) -> dict[int, int]:
    """How many course days each of their cohorts has, by its key. One query."""
    cohorts = {one.participation.cohort_id for one in certificates}
    days = CourseDay.objects.filter(cohort__in=cohorts).order_by().values_list("cohort")
    return dict(days.annotate(n=Count("pk")))


def certificate_sheet(certificate: Certificate, *, site: str, language: str, days: dict[int, int]) -> dict:
    """One page. ``days`` are those of its cohort, by its key."""
    with translation.override(language):
        cohort, url = certificate.participation.cohort, f"{site}/c/{certificate.code}/"
        shown = url.partition("://")[2]
        half = len(shown) - len(certificate.code) // 2 - 1
        place = cohort.municipality or cohort.county
        return {
            "language": language,
            "host": certificate.host.name,
            "number_label": _("Certificate"),
            "number": certificate.number,
            "heading": _("Certificate"),
            "lead": _("This is to certify that"),
            "name": "" if certificate.person.special_at else certificate.person.name,  # "": a line to write it on
            "statement": _statement(cohort, days.get(cohort.pk, 0)),
            "place_and_day": f"{place.name}, {date_format(certificate.issued_on, DAY)}",
            "valid": _valid(certificate),
            "signer": str(certificate.issued_by),
            "check_label": _("Check the certificate"),
            "url": url,
            "url_shown": [shown[: -len(certificate.code) - 1], shown[-len(certificate.code) - 1 : half], shown[half:]],
            "qr": qr.svg(url).decode(),
            "qr_alt": _("QR code to the page where the certificate is checked"),
        }


def _statement(cohort, days: int) -> str:
    programme = cohort.programme
    return _(
        "has completed the training %(programme)s, %(days)s between %(first)s and %(last)s, and is a certified peer "
        "supporter."
    ) % {
        "programme": f"{programme.name} ({programme.spelled_out})" if programme.spelled_out else programme.name,
        "days": ngettext("%(n)s course day", "%(n)s course days", days) % {"n": days},
        "first": date_format(cohort.starts_on, DAY),
        "last": date_format(cohort.ends_on, DAY),
    }


def _valid(certificate: Certificate) -> str:
    if certificate.valid_until is None:
        return ""
    return _("Valid until %(day)s") % {"day": date_format(certificate.valid_until, DAY)}
