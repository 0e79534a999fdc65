"""How a cohort's evaluations went; and a participant's answers, by the link of their own page or signed in."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, posted
from training import selectors
from training.actions import evaluations as actions
from training.forms.evaluations import Answers
from training.models import Application, Evaluation, EvaluationQuestion, Participation, Respondent
from training.views.my_application import by_link

FEWEST = {"fewest": Evaluation.FEWEST, "fewest_for_words": Evaluation.FEWEST_FOR_WORDS}


@requires(Permission.EVALUATION_SEE)
def cohort_evaluations(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(selectors.for_page(request.membership).held_by(request.membership), pk=pk)
    context = {
        "cohort": found,
        "results": selectors.results_of(cohort=found, membership=request.membership),
        "fewest": Evaluation.FEWEST,
        "asks_nothing": not EvaluationQuestion.objects.in_use().filter(programme=found.programme_id).exists(),
        "may_see_questions": request.membership.may(Permission.PROGRAMME_SEE),
        "tab": "evaluations",
    }
    return render(request, "training/cohort_evaluations.html", context)


@by_link
def my_evaluation(request: HttpRequest, found: Application, token: str, evaluation: int) -> HttpResponse:
    mine = Participation.objects.filter(application=found, application__told_at__isnull=False)
    return _asked(request, mine, evaluation, back=reverse("training:my_application", args=[token]))


@requires(Permission.OWN_RECORD)
def own_evaluation(request: HttpRequest, evaluation: int) -> HttpResponse:
    mine = Participation.objects.visible_to(request.membership)
    return _asked(request, mine, evaluation, back=reverse("today"))


def _asked(request: HttpRequest, mine: QuerySet[Participation], pk: int, *, back: str) -> HttpResponse:
    """The questions of one evaluation in a course that is theirs, or that there is nothing to answer any more."""
    mine = mine.present_in_course()
    evaluation = get_object_or_404(Evaluation.objects.filter(cohort__in=mine.values("cohort")), pk=pk)
    today = timezone.localdate()
    respondent = Respondent.objects.filter(evaluation=evaluation, participation__in=mine).first()
    context = {"evaluation": evaluation, "back": back}
    if evaluation.closed_on or evaluation.closes_on < today:
        return render(request, "training/my_evaluation_over.html", context)
    if respondent is None:
        raise Http404
    if respondent.has_answered:
        return render(request, "training/my_evaluation_over.html", {**context, "has_answered": True})
    form = Answers(posted(request), asked=selectors.asked_in(evaluation))
    if form.is_valid() and act(
        form, actions.answer, respondent=respondent, said=form.said(), told=form.told(), on=today
    ):
        messages.success(request, _("Thank you. Your answers are counted, and nobody can see that they are yours."))
        return redirect(back)
    return render(request, "training/my_evaluation.html", {**context, "form": form, **FEWEST})
