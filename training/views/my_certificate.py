"""A participant's certificate on their own page, for those who have no account: the paper, and the digital badge."""

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from peersupport.documents import pdf
from peersupport.shared.refusals import Refused
from training import selectors
from training.actions import badges
from training.models import Application, Certificate
from training.selectors import badge
from training.views.badges import file_of, there_are_badges
from training.views.certificates import paper_of
from training.views.my_application import by_link


@by_link
def my_certificate(request: HttpRequest, found: Application, token: str) -> HttpResponse:
    """The paper, as long as the certificate is in force."""
    try:
        return paper_of(get_object_or_404(selectors.to_print(_of(found))))
    except pdf.UnknownCharacter:
        messages.error(request, _("Your name has a character that can't be printed. Phone us, and we put it right."))
        return redirect("training:my_application", token=token)


@by_link
def my_badge(request: HttpRequest, found: Application, token: str) -> HttpResponse:
    """The signed badge."""
    there_are_badges()
    paper = get_object_or_404(badge.to_badge(_of(found)))
    try:
        signed = badges.sign(paper=paper, site=settings.SITE_URL)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("training:my_application", token=token)
    return file_of(signed, paper.certificate.number)


def _of(application: Application) -> QuerySet:
    return Certificate.objects.in_force().filter(participation__application=application)
