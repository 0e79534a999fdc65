"""What surveys ask: the four groups, one edition with its questions and licence, and its changes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, made, posted, refusals_as_messages
from placements import selectors
from placements.actions import question_sets as actions
from placements.forms.question_set import AskedInASurvey, LicenceRecord, initial_of, record_of
from placements.models import QuestionSet, SurveyQuestion


@requires(Permission.PROGRAMME_SEE)
def question_sets(request: HttpRequest) -> HttpResponse:
    return render(request, "placements/question_sets.html", {"groups": selectors.question_sets_by_group()})


@requires(Permission.PROGRAMME_SEE)
def question_set(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(QuestionSet, pk=pk)
    may_manage = request.membership.may(Permission.PROGRAMME_MANAGE)
    context = {
        "set": found,
        "questions": list(found.questions.in_order()),
        "editions": list(QuestionSet.objects.filter(group=found.group).order_by("-edition")),
        "may_copy": may_manage and not found.is_draft,
        "may_change": may_manage and found.is_draft,
        "may_reword": may_manage and found.is_draft and not found.items_locked,
        "crumbs": _crumbs(),
    }
    return render(request, "placements/question_set.html", context)


@requires(Permission.PROGRAMME_MANAGE)
@require_POST
def question_set_copy(request: HttpRequest, pk: int) -> HttpResponse:
    draft = actions.copy(question_set=get_object_or_404(QuestionSet, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, _("This is the draft of the next edition. Nobody is asked it before it is published."))
    return redirect("placements:question_set", pk=draft.pk)


@requires(Permission.PROGRAMME_MANAGE)
@require_POST
def question_set_publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(QuestionSet, pk=pk)
    with refusals_as_messages(request):
        actions.publish(question_set=found, by=request.user, at=timezone.now())
        messages.success(request, _("Published. It is asked from the next survey on."))
    return redirect("placements:question_set", pk=pk)


@requires(Permission.PROGRAMME_MANAGE)
def question_set_licence(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(QuestionSet, pk=pk)
    form = LicenceRecord(posted(request), initial=record_of(found))
    if form.is_valid():
        asked = {"question_set": found, **form.cleaned_data}
        if act(form, actions.note_licence, now=lambda: record_of(QuestionSet.objects.get(pk=pk)), **asked):
            messages.success(request, _("Saved."))
            return redirect("placements:question_set", pk=pk)
    context = {"form": form, "title": _("Name and licence"), "crumbs": _crumbs(found)}
    return render(request, "placements/titled_form.html", context)


@requires(Permission.PROGRAMME_MANAGE)
def survey_question_new(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(QuestionSet, pk=pk)
    last = found.questions.order_by("position").values_list("position", flat=True).last() or 0
    form = AskedInASurvey(posted(request), is_new=True, initial={"position": last + 1})
    if form.is_valid() and made(form, actions.add_question, question_set=found, **form.cleaned_data):
        messages.success(request, _("The question is added."))
        return redirect("placements:question_set", pk=pk)
    context = {"form": form, "title": _("New question"), "crumbs": _crumbs(found)}
    return render(request, "placements/titled_form.html", context)


@requires(Permission.PROGRAMME_MANAGE)
def survey_question_edit(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    found = _question(pk, question)
    form = AskedInASurvey(posted(request), initial=initial_of(found))
    if form.is_valid():
        asked = {"question": found, **form.cleaned_data}
        if act(form, actions.change_question, now=lambda: initial_of(_question(pk, question)), **asked):
            messages.success(request, _("The question is changed."))
            return redirect("placements:question_set", pk=pk)
    context = {"form": form, "title": _("Change the question"), "crumbs": _crumbs(found.question_set)}
    return render(request, "placements/titled_form.html", context)


@requires(Permission.PROGRAMME_MANAGE)
@require_POST
def survey_question_remove(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    with refusals_as_messages(request):
        actions.remove_question(question=_question(pk, question))
        messages.success(request, _("The question is taken away."))
    return redirect("placements:question_set", pk=pk)


def _question(pk: int, question: int) -> SurveyQuestion:
    rows = SurveyQuestion.objects.select_related("question_set")
    return get_object_or_404(rows, pk=question, question_set=pk)


def _crumbs(*above: QuestionSet) -> list[tuple[str, str]]:
    steps = [(str(row.get_group_display()), reverse("placements:question_set", args=[row.pk])) for row in above]
    return [(_("Survey questions"), reverse("placements:question_sets")), *steps]
