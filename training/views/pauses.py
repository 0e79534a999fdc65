"""A pause that somebody makes: its days, and what happens to their seat."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, made, posted, refusals_as_messages
from programs.models import Cohort
from training import selectors
from training.actions import pauses as actions
from training.forms.pauses import BeginPause, CorrectPause, initial_pause
from training.models import Participation, Pause
from training.views.participants import crumbs_of


@requires(Permission.COHORT_MANAGE)
def pause_begin(request: HttpRequest, pk: int) -> HttpResponse:
    found = managed(request, pk)
    form = BeginPause(posted(request), initial={"key": uuid.uuid4(), "begins_on": timezone.localdate()})
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid():
        noted = made(form, actions.begin, participation=found, **form.cleaned_data, **who)
        if noted:
            messages.success(request, _("The pause is noted. Nobody is reminded of anything meanwhile."))
            return redirect("training:pause", pk=pk, pause=noted.pk)
    days = found.cohort.programme.pause_days
    context = {"participation": found, "form": form, "days": days, "crumbs": crumbs_of(found), "back": _page(found)}
    return render(request, "training/pause_begin.html", context)


@requires(Permission.COHORT_MANAGE)
def pause(request: HttpRequest, pk: int, pause: int) -> HttpResponse:
    """Its days put right, and what is left to decide."""
    found = managed(request, pk)
    row = get_object_or_404(found.pauses.select_related("noted_by"), pk=pause)
    form = CorrectPause(posted(request), initial=initial_pause(row))
    if form.is_valid() and _corrected(form, row, request):
        messages.success(request, _("Saved."))
        return redirect("training:pause", pk=pk, pause=pause)
    today = timezone.localdate()
    context = {
        "participation": found,
        "pause": row,
        "form": form,
        "is_over": row.ends_on is not None and row.ends_on < today,
        "is_kept": row.kept_until >= today,
        "can_be_taken_over": selectors.seat_can_be_taken_over(participation=found, on=today),
        "crumbs": crumbs_of(found),
        "back": _page(found),
    }
    return render(request, "training/pause.html", context)


@requires(Permission.COHORT_MANAGE)
@require_POST
def pause_end(request: HttpRequest, pk: int, pause: int) -> HttpResponse:
    """One button each: back (today), or mistake."""
    found = managed(request, pk)
    row = get_object_or_404(found.pauses, pk=pause)
    answer = request.POST.get("answer")
    with refusals_as_messages(request):
        if answer == "back":
            actions.end(pause=row, by=request.user, at=timezone.now())
            messages.success(request, _("It is noted that they are back."))
        elif answer == "mistake":
            actions.remove(pause=row)
            messages.success(request, _("The pause is taken away."))
        else:
            raise Http404
    return redirect("training:participation", pk=pk)


def managed(request: HttpRequest, pk: int) -> Participation:
    """Somebody in a course that the one who asks manages, or a 404."""
    rows = Participation.objects.visible_to(request.membership).present_in_course()
    rows = rows.filter(cohort__in=Cohort.objects.managed_by(request.membership))
    return get_object_or_404(rows.select_related("person", "cohort__programme"), pk=pk)


def _corrected(form: CorrectPause, row: Pause, request: HttpRequest) -> bool:
    def now() -> dict:
        row.refresh_from_db()
        return initial_pause(row)

    return act(form, actions.correct, now=now, pause=row, **form.cleaned_data, by=request.user, at=timezone.now())


def _page(found: Participation) -> str:
    return reverse("training:participation", args=[found.pk])
