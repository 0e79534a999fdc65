"""Min plan: written, shared and thrown away by its owner alone; read by those with whom it is shared."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.directory.models import Person
from peersupport.shared.refusals import Refused
from peersupport.shared.sealing import SealBroken
from peersupport.shared.views import confirm, made, posted
from placements import selectors
from placements.actions import wellness as actions
from placements.forms.wellness import ShareForm, WellnessForm
from placements.models import WellnessPlan, WellnessShare
from placements.views.own import for_ones_own

QUARTER = timedelta(days=91)


@requires(Permission.OWN_SUPPORT)
@for_ones_own
def my_plan(request: HttpRequest, me: Person) -> HttpResponse:
    plan = WellnessPlan.objects.owned_by(request.membership).first()
    form = WellnessForm(posted(request), initial=_opened(request, plan))
    if form.is_valid():
        actions.save(person=me, text=form.cleaned_data, at=timezone.now())
        messages.success(request, _("Your plan is saved. Nobody else sees it unless you share it."))
        return redirect("placements:my_plan")
    context = {
        "form": form,
        "plan": plan,
        "shares": selectors.shares_of(plan, on=timezone.localdate()) if plan else [],
        "readings": selectors.readings_of(plan) if plan else [],
    }
    return render(request, "placements/my_plan.html", context)


@requires(Permission.OWN_SUPPORT)
@for_ones_own
def my_plan_share(request: HttpRequest, me: Person) -> HttpResponse:
    plan = WellnessPlan.objects.filter(person=me).select_related("person").first()
    if plan is None:
        messages.info(request, _("Write your plan first, then you can share it."))
        return redirect("placements:my_plan")
    until = timezone.localdate() + QUARTER
    form = ShareForm(posted(request), people=selectors.to_turn_to(plan.person), initial={"until": until})
    if form.is_valid():
        shared = made(form, actions.share, plan=plan, at=timezone.now(), **form.cleaned_data)
        if shared:
            words = _("%(who)s may read your plan now.")
            messages.success(request, words % {"who": shared.to.user.get_full_name()})
            return redirect("placements:my_plan")
    return render(request, "placements/my_plan_share.html", {"form": form})


@requires(Permission.OWN_SUPPORT)
@require_POST
def my_plan_stop(request: HttpRequest, pk: int) -> HttpResponse:
    mine = WellnessPlan.objects.owned_by(request.membership)
    found = get_object_or_404(WellnessShare.objects.filter(plan__in=mine), pk=pk)
    actions.stop_sharing(share=found, at=timezone.now())
    messages.success(request, _("They can't read it any more."))
    return redirect("placements:my_plan")


@requires(Permission.OWN_SUPPORT)
@for_ones_own
def my_plan_throw_away(request: HttpRequest, me: Person) -> HttpResponse:
    if request.method == "POST":
        actions.throw_away(person=me)
        messages.success(request, _("Your plan is thrown away. Nothing of it is left."))
        return redirect("placements:my_plan")
    return confirm(
        request,
        title=_("Throw away your plan?"),
        text=_("What you wrote is gone, for you and for those with whom you shared it. It can't be undone."),
        submit=_("Throw it away"),
        back=reverse("placements:my_plan"),
    )


@requires(Permission.SUPPORT_ANSWER)
def shared_plans(request: HttpRequest) -> HttpResponse:
    """Plans that people have chosen to share with the reader."""
    plans = selectors.plans_shared_with(request.membership, on=timezone.localdate())
    return render(request, "placements/shared_plans.html", {"plans": plans})


@requires(Permission.SUPPORT_ANSWER)
def shared_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan, opened. That it was read, when and by whom its owner sees."""
    plans = WellnessPlan.objects.shared_with(request.membership, on=timezone.localdate())
    found = get_object_or_404(plans.select_related("person"), pk=pk)
    try:
        text = actions.read(plan=found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("placements:shared_plans")
    questions = [(field.label, text.get(name, "")) for name, field in WellnessForm.base_fields.items()]
    return render(request, "placements/shared_plan.html", {"plan": found, "questions": questions})


def _opened(request: HttpRequest, plan: WellnessPlan | None) -> dict[str, str]:
    if plan is None:
        return {}
    try:
        return actions.opened(plan)
    except SealBroken:
        messages.error(request, _("Your plan can't be opened: its key is missing, or it was changed."))
        return {}
