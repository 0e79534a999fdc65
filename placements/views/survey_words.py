"""What people added to surveys in their own words: read by national coordinators, who release it or hold it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import paging
from peersupport.shared.views import confirm, refusals_as_messages, render_list
from placements.actions import survey_words as actions
from placements.models import SurveyWords


@requires(Permission.SURVEY_WORDS)
def survey_words(request: HttpRequest) -> HttpResponse:
    """Those that wait first; within a report in the order that was drawn."""
    rows = SurveyWords.objects.to_read().select_related("report__question_set", "released_by")
    context = {
        "page": paging.page(request, rows.order_by("released_at", "-report__last_on", "report", "pk")),
        "crumbs": _crumbs(),
    }
    return render_list(request, "placements/survey_words.html", context)


@requires(Permission.SURVEY_WORDS)
@require_POST
def survey_words_release(request: HttpRequest, pk: int) -> HttpResponse:
    with refusals_as_messages(request):
        actions.release(words=_found(pk), by=request.user, at=timezone.now())
        messages.success(request, _("It is released."))
    return redirect("placements:survey_words")


@requires(Permission.SURVEY_WORDS)
def survey_words_hold(request: HttpRequest, pk: int) -> HttpResponse:
    found, back = _found(pk), reverse("placements:survey_words")
    if request.method != "POST":
        return confirm(
            request,
            title=_("Hold it back?"),
            text=_("What was written is erased, and nobody can read it again. This can't be undone."),
            submit=_("Hold it back"),
            back=back,
        )
    with refusals_as_messages(request):
        actions.hold_back(words=found)
        messages.success(request, _("It is held back and erased."))
    return redirect(back)


def _found(pk: int) -> SurveyWords:
    return get_object_or_404(SurveyWords.objects.to_read(), pk=pk)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Results"), reverse("placements:outcomes"))]
