"""Certificates: who gets one, the paper, and the page where anybody checks it."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from peersupport.accounts.access import public, requires
from peersupport.accounts.permissions import Permission
from peersupport.documents import pdf
from peersupport.shared import signing
from peersupport.shared.limits import too_often
from peersupport.shared.views import act, posted, refusals_as_messages
from programs.models import Requirement, Requirements
from training import selectors
from training.actions import certificates as actions
from training.forms.certificates import Reissue, Renew
from training.models import Certificate, CertificateCase, CertificateCopy, Participation
from training.views.printing import asked_for

CHECKS_PER_MINUTE = 60
TOO_MANY_REQUESTS, NOT_FOUND = 429, 404
DIGITS = 19  # of the largest key a table can have


@requires(Permission.CERTIFICATE_ISSUE)
def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """Who meets the rule and why not; a POST issues to one (``participation``) or to all who meet it."""
    cohort = get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
    participations = Participation.objects.visible_to(request.membership)
    if request.method == "POST":
        with refusals_as_messages(request):
            _issue(request, cohort, participations)
        return redirect("training:certificates", pk=pk)
    rows = selectors.certificate_rows(cohort=cohort, participations=participations)
    asked = Requirements.of(Requirement.objects.of(cohort))
    context = {
        "cohort": cohort,
        "rows": rows,
        "asked": asked,
        "attendance": asked.attendance * 100,
        "ready": sum(row.is_ready for row in rows),
        "printable": any(row.certificate and row.certificate.is_in_force for row in rows),
        "job": asked_for(request, cohort).still_of_use(timezone.now()).newest().first(),
        "today": timezone.localdate(),
        "tab": "certificates",
    }
    return render(request, "training/certificates.html", context)


def _issue(request: HttpRequest, cohort, participations) -> None:
    chosen = request.POST.get("participation", "")
    if chosen:
        row = get_object_or_404(
            participations.filter(cohort=cohort), pk=int(chosen) if chosen.isdecimal() and len(chosen) < DIGITS else 0
        )
        made = [actions.issue(participation=row, by=request.user, at=timezone.now())]
    else:
        made = actions.issue_all(cohort=cohort, by=request.user, at=timezone.now())
    if made:
        text = ngettext("%(n)s certificate is issued.", "%(n)s certificates are issued.", len(made))
        messages.success(request, text % {"n": len(made)})
    else:
        messages.info(request, _("Nobody more meets the rule yet."))


@requires(Permission.CERTIFICATE_ISSUE)
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """One certificate: its papers, how long it is valid, and what can be done with it."""
    found = _mine(request, number)
    copies = found.copies.select_related("made_by").order_by("-edition")
    cohort = found.participation.cohort
    crumbs = [
        (cohort.name, reverse("training:cohort", args=[cohort.pk])),
        (_("Certificates"), reverse("training:certificates", args=[cohort.pk])),
    ]
    cases = CertificateCase.objects.visible_to(request.membership).filter(certificate=found).order_by("-opened_at")
    context = {"certificate": found, "copies": copies, "cases": cases, "crumbs": crumbs}
    context |= {"badges": signing.is_possible() and not found.person.special_at, "today": timezone.localdate()}
    return render(request, "training/certificate.html", context)


@requires(Permission.CERTIFICATE_SEE)
def certificate_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The paper, in the language that it was made in, or in ``sprak``."""
    rows = selectors.to_print(Certificate.objects.visible_to(request.membership))
    found = get_object_or_404(rows, number=number)
    asked = request.GET.get("sprak", "")
    language = asked if asked in CertificateCopy.Language else ""
    try:
        return paper_of(found, language=language)
    except pdf.UnknownCharacter:
        messages.error(request, _("The name has a character that can't be printed. Correct the name and try again."))
        return redirect("training:certificates", pk=found.participation.cohort_id)


def paper_of(certificate: Certificate, *, language: str = "") -> HttpResponse:
    """The paper of one read with selectors.to_print. Raises pdf.UnknownCharacter."""
    days = selectors.days_of([certificate])
    data = {"certificates": [certificate], "days": days, "site": settings.SITE_URL, "language": language}
    sheets = selectors.certificate_sheets(**data)
    paper = pdf.render("training/certificate.typ", sheets, dated=certificate.issued_on)
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{certificate.number}.pdf"'
    return answer


@requires(Permission.CERTIFICATE_ISSUE)
def certificate_reissue(request: HttpRequest, number: str) -> HttpResponse:
    """A new paper under the same number, above all for a new name."""
    found = _mine(request, number)
    form = Reissue(posted(request), initial={"edition": found.edition, "language": found.language})
    if form.is_valid():
        asked = {"certificate": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.reissue, **asked):
            messages.success(request, _("The certificate has a new paper."))
            return redirect("training:certificate", number=number)
    return _form(request, found, form, title=_("New paper"), lead=_what_a_new_paper_says(found))


def _what_a_new_paper_says(found: Certificate) -> str:
    if found.person.special_at:
        return _(
            "The new paper has a line to write the name on by hand, and a new QR code. The number stays. Whoever "
            "checks the old paper reads that a newer one has replaced it."
        )
    lead = _(
        "The new paper says %(name)s and has a new QR code. The number stays. Whoever checks the old paper reads that "
        "a newer one has replaced it."
    )
    return lead % {"name": found.person}


@requires(Permission.CERTIFICATE_ISSUE)
def certificate_renew(request: HttpRequest, number: str) -> HttpResponse:
    """Valid for as long again, on a new paper, once somebody has seen the hours of continuing education."""
    found = _mine(request, number)
    hours, since = selectors.hours_toward_renewal(found)
    form = Renew(posted(request), initial={"edition": found.edition, "language": found.language, "hours": hours})
    if form.is_valid():
        asked = {"certificate": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.renew, **asked):
            messages.success(request, _("The certificate is renewed, and has a new paper."))
            return redirect("training:certificate", number=number)
    return _form(request, found, form, title=_("Renew the certificate"), lead=_takes_to_renew(found, hours, since))


def _takes_to_renew(found: Certificate, known: int, since: date) -> str:
    """``known``: the hours that we know of since it was issued or renewed."""
    hours = found.participation.cohort.programme.renewal_hours
    lead = _("It is valid for as long again. The number stays, and the new paper has a new QR code.")
    if not hours:
        return lead
    needed = ngettext(
        "It takes %(n)s hour of continuing education.", "It takes %(n)s hours of continuing education.", hours
    )
    have = ngettext("%(n)s hour is noted here since %(day)s.", "%(n)s hours are noted here since %(day)s.", known) % {
        "n": known,
        "day": date_format(since, "j F Y"),
    }
    return f"{needed % {'n': hours}} {have} {lead}"


def _mine(request: HttpRequest, number: str) -> Certificate:
    rows = Certificate.objects.visible_to(request.membership).with_copy()
    rows = rows.select_related("person", "host", "issued_by", "revoked_by", "participation__cohort__programme")
    return get_object_or_404(rows, number=number)


def _form(request: HttpRequest, found: Certificate, form, *, title: str, lead: str) -> HttpResponse:
    back = reverse("training:certificate", args=[found.number])
    context = {"form": form, "title": title, "lead": lead, "back": back, "crumbs": [(found.number, back)]}
    return render(request, "training/certificate_form.html", context)


@never_cache
@public
def certificate_check(request: HttpRequest, code: str) -> HttpResponse:
    """Valid or not, the number and the day: nothing about whose it is. Of a replaced paper only that it was."""
    if too_often(request, "certificate", limit=CHECKS_PER_MINUTE, seconds=60):
        return render(request, "429.html", status=TOO_MANY_REQUESTS)
    copy = CertificateCopy.objects.filter(code=code.lower()).select_related("certificate").first()
    replaced = copy is not None and copy.replaced_at is not None
    found = copy.certificate if copy and not replaced else None
    valid = found is not None and found.is_valid(timezone.localdate())
    ran_out = found is not None and found.is_in_force and not valid
    context = {"certificate": found, "valid": valid, "replaced": replaced, "ran_out": ran_out}
    return render(request, "training/certificate_check.html", context, status=200 if copy else NOT_FOUND)
