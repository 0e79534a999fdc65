"""What a programme asks its participants about the course: the list, a new question, a change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, made, posted
from programs.models import Programme
from training.actions import evaluation_questions as actions
from training.forms.evaluation_questions import Question, initial_of
from training.models import AskedQuestion, EvaluationQuestion
from training.views.modules import crumbs_to, programme_seen


@requires(Permission.PROGRAMME_SEE)
def evaluation_questions(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_seen(request, pk)
    context = {
        "programme": programme,
        "questions": list(EvaluationQuestion.objects.filter(programme=pk).in_order()),
        "may_manage": request.membership.may(Permission.PROGRAMME_MANAGE),
        "crumbs": crumbs_to(programme),
    }
    return render(request, "training/evaluation_questions.html", context)


@requires(Permission.PROGRAMME_MANAGE)
def evaluation_question_new(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_seen(request, pk)
    last = EvaluationQuestion.objects.filter(programme=pk).order_by("position").values_list("position", flat=True)
    form = Question(posted(request), initial={"position": (last.last() or 0) + 1})
    if form.is_valid() and made(form, actions.add, programme=programme, **form.cleaned_data):
        messages.success(request, _("The question is added. It is asked from the next evaluation on."))
        return redirect("training:evaluation_questions", pk=pk)
    context = {"form": form, "title": _("New question"), "crumbs": _crumbs(programme)}
    return render(request, "training/module_form.html", context)


@requires(Permission.PROGRAMME_MANAGE)
def evaluation_question_edit(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    programme = programme_seen(request, pk)
    found = get_object_or_404(EvaluationQuestion, pk=question, programme=pk)
    was_asked = AskedQuestion.objects.filter(question=found).exists()
    form = Question(posted(request), question=found, was_asked=was_asked, initial=initial_of(found))
    if form.is_valid():
        asked = {"question": found, **form.cleaned_data}
        if act(form, actions.change, now=lambda: initial_of(EvaluationQuestion.objects.get(pk=question)), **asked):
            messages.success(request, _("The question is changed."))
            return redirect("training:evaluation_questions", pk=pk)
    context = {"form": form, "question": found, "was_asked": was_asked, "crumbs": _crumbs(programme)}
    return render(request, "training/evaluation_question_edit.html", context)


@requires(Permission.PROGRAMME_MANAGE)
@require_POST
def evaluation_questions_usual(request: HttpRequest, pk: int) -> HttpResponse:
    actions.add_usual(programme=programme_seen(request, pk))
    messages.success(request, _("The usual questions are added. Change them as you like."))
    return redirect("training:evaluation_questions", pk=pk)


def _crumbs(programme: Programme) -> list[tuple[str, str]]:
    return [*crumbs_to(programme), (_("Evaluation"), reverse("training:evaluation_questions", args=[programme.pk]))]
