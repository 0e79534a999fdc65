"""What staff ask, and what we answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import filters, paging
from peersupport.shared.query import choice
from peersupport.shared.views import act, made, posted, render_list
from placements.actions import staff_answers as actions
from placements.forms.staff_answer import WriteAnswer, answer_of
from placements.models import StaffAnswer, StaffSession


@requires(Permission.WORKPLACE_PREPARE)
def staff_answers(request: HttpRequest) -> HttpResponse:
    theme = choice(request, "tema", ["", *StaffSession.Theme.values])
    rows = StaffAnswer.objects.visible_to(request.membership)
    rows = rows.filter(theme=theme) if theme else rows
    themes = [("", _("All")), *StaffSession.Theme.choices]
    context = {
        "page": paging.page(request, rows.order_by("theme", "question", "pk")),
        "filters": filters.links(request, "tema", themes, chosen=theme, label=_("Theme")),
        "crumbs": [(_("Workplaces"), reverse("placements:workplaces"))],
    }
    return render_list(request, "placements/staff_answers.html", context)


@requires(Permission.WORKPLACE_PREPARE)
def staff_answer_new(request: HttpRequest) -> HttpResponse:
    form = WriteAnswer(posted(request), initial={"version": 1})
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("theme", "question", "answer")}
        if made(form, actions.write, by=request.user, at=timezone.now(), **said):
            messages.success(request, _("The answer is saved."))
            return redirect("placements:staff_answers")
    return render(request, "placements/staff_answer_form.html", {"form": form, "crumbs": _crumbs()})


@requires(Permission.WORKPLACE_PREPARE)
def staff_answer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(StaffAnswer.objects.visible_to(request.membership), pk=pk)
    form = WriteAnswer(posted(request), initial=answer_of(row))
    if form.is_valid():
        said = {"row": row, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.change, now=lambda: answer_of(StaffAnswer.objects.get(pk=pk)), **said):
            messages.success(request, _("The answer is saved."))
            return redirect("placements:staff_answers")
    return render(request, "placements/staff_answer_form.html", {"form": form, "crumbs": _crumbs()})


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Questions and answers"), reverse("placements:staff_answers"))]
