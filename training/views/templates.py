"""Schedules that have a name: the list, one more from a cohort, one less."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission, Role
from peersupport.shared.views import confirm, made, posted
from training import selectors
from training.actions import templates as actions
from training.forms.templates import TemplateForm
from training.models import ScheduleTemplate
from training.rules import USUAL_SHAPES


@requires(Permission.COHORT_MANAGE)
def schedule_templates(request: HttpRequest) -> HttpResponse:
    """The usual shapes, and those that somebody has saved."""
    rows = ScheduleTemplate.objects.visible_to(request.membership).select_related("owner", "made_by")
    mine = set(ScheduleTemplate.objects.managed_by(request.membership).values_list("pk", flat=True))
    context = {"usual": USUAL_SHAPES.values(), "templates": rows.order_by("name", "pk"), "mine": mine}
    return render(request, "training/schedule_templates.html", context)


@requires(Permission.COHORT_MANAGE)
def schedule_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a cohort's schedule as a template: for all hosts when the nation does so, else for one's own."""
    cohort = get_object_or_404(selectors.for_page(request.membership).managed_by(request.membership), pk=pk)
    form = TemplateForm(posted(request))
    if form.is_valid():
        national = request.membership.role == Role.NATIONAL_COORDINATOR
        owner = None if national else request.membership.organisation
        asked = {"cohort": cohort, "owner": owner, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if made(form, actions.save, **asked):
            messages.success(request, _("The schedule is saved as a template. Choose it when you set up a cohort."))
            return redirect("training:schedule_templates")
    context = {"form": form, "cohort": cohort, "tab": "schedule"}
    return render(request, "training/schedule_save.html", context)


@requires(Permission.COHORT_MANAGE)
def schedule_template_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ScheduleTemplate.objects.managed_by(request.membership), pk=pk)
    if request.method == "POST":
        actions.remove(template=found)
        messages.success(request, _("The template is taken away."))
        return redirect("training:schedule_templates")
    return confirm(
        request,
        title=_("Take away %(template)s?") % {"template": found},
        text=_("Cohorts that were laid out by it stay as they are."),
        submit=_("Take it away"),
        back=reverse("training:schedule_templates"),
    )
