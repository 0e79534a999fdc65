"""Certificates that may have to be suspended or revoked. Each takes two people, and what is written few may read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.refusals import Refused
from peersupport.shared.views import made, posted, refusals_as_messages
from training.actions import cases as actions
from training.forms.certificates import ProposeCase
from training.models import Certificate, CertificateCase


@requires(Permission.CERTIFICATE_DECIDE)
def certificate_revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Propose to suspend or revoke, or to lift a suspension; where something is proposed already, go there."""
    rows = Certificate.objects.visible_to(request.membership).select_related("person")
    found = get_object_or_404(rows, number=number)
    waiting = found.cases.undecided().first()
    back = reverse("training:certificate", args=[number])
    if waiting:
        return redirect("training:certificate_case", number=number, case=waiting.pk)
    if not found.can_be_proposed:
        messages.info(request, _("The certificate is revoked. That can't be undone."))
        return redirect(back)
    form = ProposeCase(posted(request), proposals=found.can_be_proposed)
    if form.is_valid():
        told = {"certificate": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        case = made(form, actions.propose, **told)
        if case:
            messages.success(request, _("It is proposed. Another coordinator decides."))
            return redirect("training:certificate_case", number=number, case=case.pk)
    lead = _(
        "You propose and another coordinator decides. What you write is sealed, and who reads it is kept. Whoever "
        "checks the certificate reads whether it is valid, never why."
    )
    crumbs = [(number, back)]
    context = {"form": form, "title": _("Suspend or revoke"), "lead": lead, "back": back, "crumbs": crumbs}
    return render(request, "training/certificate_form.html", context)


@requires(Permission.CERTIFICATE_DECIDE)
def certificate_case(request: HttpRequest, number: str, case: int) -> HttpResponse:
    """What is proposed; a POST decides (``answer``: approved or declined)."""
    found = _mine(request, number, case)
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        if answer in CertificateCase.Outcome:
            with refusals_as_messages(request):
                actions.decide(case=found, outcome=answer, by=request.user, at=timezone.now())
                messages.success(request, _("Your decision is saved."))
        return redirect("training:certificate_case", number=number, case=case)
    is_mine = found.opened_by_id == request.user.pk
    return render(request, "training/certificate_case.html", {"case": found, "is_mine": is_mine})


@requires(Permission.CERTIFICATE_DECIDE)
def certificate_case_text(request: HttpRequest, number: str, case: int) -> HttpResponse:
    """The sealed text, opened. That it was read, when and by whom is kept."""
    found = _mine(request, number, case)
    try:
        text = actions.read(case=found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("training:certificate_case", number=number, case=case)
    return render(request, "training/certificate_case_text.html", {"case": found, "text": text})


def _mine(request: HttpRequest, number: str, case: int) -> CertificateCase:
    rows = CertificateCase.objects.visible_to(request.membership).filter(certificate__number=number)
    return get_object_or_404(rows.select_related("certificate__person", "opened_by", "decided_by"), pk=case)
