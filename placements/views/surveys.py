"""Surveys: the link and the sheet to hand out, and the public page where somebody answers, one question a page."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from peersupport.accounts.access import public, requires
from peersupport.accounts.permissions import Permission
from peersupport.documents import pdf
from peersupport.links import onetime
from peersupport.shared import limits
from peersupport.shared.views import act, posted
from placements import selectors
from placements.actions import surveys as actions
from placements.forms.survey import HandOut, SurveyAnswers
from placements.models import BY_LETTER, Survey, SurveyInvitation

PER_HOUR = 1200  # a staff of fifty behind one address, each a page for every question
ONCE_WITHIN = 3600  # seconds in which the same form sent again is known
GONE, TOO_MANY_REQUESTS = 410, 429


@requires(Permission.FOLLOWUP_HOLD)
def survey(request: HttpRequest, pk: int, survey: int) -> HttpResponse:
    """To how many it is handed out; then the link, and a sheet with a code to point a phone at."""
    found = _handed_out(request, pk, survey)
    form = HandOut(posted(request), initial={"asked": found.asked or None})
    if form.is_valid() and act(form, actions.hand_out, survey=found, on=timezone.localdate(), **form.cleaned_data):
        messages.success(request, _("Saved. The link is below."))
        return redirect("placements:survey", pk=pk, survey=survey)
    found.refresh_from_db(fields=["code", "asked"])
    link = _link(found) if found.code else ""
    context = {
        "survey": found,
        "form": form,
        "link": link,
        "crumbs": [(_("Follow-up"), reverse("placements:follow_up", args=[pk]))],
    }
    return render(request, "placements/survey.html", context)


@requires(Permission.FOLLOWUP_HOLD)
def survey_pdf(request: HttpRequest, pk: int, survey: int) -> HttpResponse:
    """The sheet to put up or hand out."""
    rows = Survey.objects.visible_to(request.membership).exclude(code="")
    found = get_object_or_404(rows, pk=survey, follow_up=pk)
    sheet = selectors.survey_sheet(survey=found, url=_link(found), language=get_language()[:2])
    answer = HttpResponse(
        pdf.render("placements/survey.typ", sheet, dated=found.opened_on), content_type="application/pdf"
    )
    answer["Content-Disposition"] = 'inline; filename="enkat.pdf"'
    return answer


@never_cache
@public
def survey_answer(request: HttpRequest, code: str) -> HttpResponse:
    """The questions behind a link that is handed out."""
    if limits.too_often(request, "survey", limit=PER_HOUR, seconds=3600):
        return render(request, "429.html", status=TOO_MANY_REQUESTS)
    today = timezone.localdate()
    found = Survey.objects.behind(code, today).first()
    if found is None:
        return render(request, "placements/survey_over.html", status=GONE)
    return _asked(request, found, lambda form: act(form, actions.answer, survey=found, **form.told(), on=today))


@never_cache
@public
def my_survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questions behind a link of one's own, which opens nothing once they are answered."""
    if limits.too_often(request, "survey", limit=PER_HOUR, seconds=3600):
        return render(request, "429.html", status=TOO_MANY_REQUESTS)
    try:
        link = onetime.find(purpose=actions.MINE, token=token, at=timezone.now())
    except onetime.LinkSpent:
        return render(request, "placements/survey_over.html", status=GONE)
    today = timezone.localdate()
    open_ones = SurveyInvitation.objects.filter(survey__in=Survey.objects.open_on(today)).select_related("survey")
    mine = get_object_or_404(open_ones, pk=link.subject_id)
    if mine.has_answered:
        return render(request, "placements/survey_over.html", {"has_answered": True})
    given = {"invitation": mine, "on": today}
    return _asked(request, mine.survey, lambda form: act(form, actions.answer_invited, **form.told(), **given))


@public
def survey_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "placements/survey_over.html", {"has_answered": True})


def _asked(request: HttpRequest, found: Survey, answer: Callable[[SurveyAnswers], bool]) -> HttpResponse:
    """One question; after the last the answers are counted, once however often the form is sent."""
    form = SurveyAnswers(posted(request), asked=selectors.asked_in(found))
    if form.is_ready:
        key = form.cleaned_data["key"]
        if not limits.first_time("survey", key, seconds=ONCE_WITHIN) or answer(form):
            return redirect("placements:survey_thanks")
        limits.not_done("survey", key)
    return render(request, "placements/survey_answer.html", {"survey": found, "form": form})


def _handed_out(request: HttpRequest, pk: int, survey: int) -> Survey:
    rows = Survey.objects.visible_to(request.membership).open_on(timezone.localdate()).exclude(group__in=BY_LETTER)
    return get_object_or_404(rows.select_related("follow_up"), pk=survey, follow_up=pk)


def _link(found: Survey) -> str:
    return settings.SITE_URL + reverse("placements:survey_answer", args=[found.code])
