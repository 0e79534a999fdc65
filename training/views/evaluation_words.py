"""What participants said in their own words: a coordinator reads it first, and lets others read it or takes it away."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import confirm, refusals_as_messages
from programs.models import Cohort
from training import selectors
from training.actions import evaluation_words as actions
from training.models import Evaluation, EvaluationWords


@requires(Permission.EVALUATION_RELEASE)
def evaluation_words(request: HttpRequest, pk: int, evaluation: int) -> HttpResponse:
    cohort, found = _found(request, pk, evaluation)
    words = _words(found).select_related("asked__question", "shown_by")
    context = {
        "cohort": cohort,
        "evaluation": found,
        "words": list(words.order_by("-asked__question__asked", "asked__question__position", "asked", "pk")),
        "tab": "evaluations",
    }
    return render(request, "training/evaluation_words.html", context)


@requires(Permission.EVALUATION_RELEASE)
@require_POST
def evaluation_words_step(request: HttpRequest, pk: int, evaluation: int, words: int) -> HttpResponse:
    """One button: let it be read, or not any more."""
    _cohort, found = _found(request, pk, evaluation)
    row = get_object_or_404(_words(found), pk=words)
    with refusals_as_messages(request):
        match request.POST.get("answer"):
            case "show":
                actions.show(words=row, by=request.user, at=timezone.now())
            case "hide":
                actions.hide(words=row)
            case _:
                raise Http404
    return redirect("training:evaluation_words", pk=pk, evaluation=evaluation)


@requires(Permission.EVALUATION_RELEASE)
def evaluation_words_remove(request: HttpRequest, pk: int, evaluation: int, words: int) -> HttpResponse:
    _cohort, found = _found(request, pk, evaluation)
    row = get_object_or_404(_words(found), pk=words)
    back = reverse("training:evaluation_words", args=[pk, evaluation])
    if request.method != "POST":
        text = _("What was written is erased, and nobody can read it again. This can't be undone.")
        return confirm(request, title=_("Erase the answer?"), text=text, submit=_("Erase the answer"), back=back)
    with refusals_as_messages(request):
        actions.remove(words=row)
        messages.success(request, _("The answer is erased."))
    return redirect(back)


def _found(request: HttpRequest, pk: int, evaluation: int) -> tuple[Cohort, Evaluation]:
    cohort = get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
    return cohort, get_object_or_404(Evaluation.objects.with_words(), pk=evaluation, cohort=cohort)


def _words(evaluation: Evaluation) -> QuerySet[EvaluationWords]:
    return EvaluationWords.objects.readable().filter(asked__evaluation=evaluation)
