"""A missed day that is taken again with a later cohort: a coordinator chooses it, those who hold that day note it."""

import uuid
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import made, posted, refusals_as_messages
from programs.models import Cohort
from training import selectors
from training.actions import retakes as actions
from training.forms.make_ups import TakeAgain
from training.models import CourseDay, MakeUp
from training.views.participants import crumbs_of
from training.views.pauses import managed


@requires(Permission.COHORT_MANAGE)
def retake_give(request: HttpRequest, pk: int, day: int) -> HttpResponse:
    """Choose the day of a later cohort."""
    found = managed(request, pk)
    missed = get_object_or_404(CourseDay, pk=day, cohort=found.cohort_id)
    cohorts = Cohort.objects.managed_by(request.membership)
    days = selectors.days_to_take_again(participation=found, cohorts=cohorts, on=timezone.localdate())
    same = days.filter(number=missed.number).first()
    form = TakeAgain(posted(request), days=days, initial={"key": uuid.uuid4(), "again_on": same})
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and made(form, actions.give, participation=found, day=missed, **form.cleaned_data, **who):
        messages.success(request, _("It is noted, and a letter tells the participant which day it is."))
        return redirect("training:participation_attendance", pk=pk)
    back = reverse("training:participation_attendance", args=[pk])
    about = {"days": days, "back": back, "crumbs": crumbs_of(found)}
    return render(request, "training/retake_give.html", {"participation": found, "day": missed, "form": form, **about})


@requires(Permission.ATTENDANCE_MARK)
@require_POST
def retake_step(request: HttpRequest, pk: int, date: date, make_up: int) -> HttpResponse:
    """Whether somebody who takes a day again was there (``answer``: yes or no)."""
    day = get_object_or_404(CourseDay.objects.visible_to(request.membership), cohort=pk, date=date)
    guests = MakeUp.objects.guests_seen_by(request.membership).select_related("again_on")
    found = get_object_or_404(guests, pk=make_up, again_on=day)
    steps = {"yes": actions.was_there, "no": actions.was_not_there}
    answer = request.POST.get("answer", "")
    if answer not in steps:
        raise Http404
    with refusals_as_messages(request):
        steps[answer](make_up=found, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
    return redirect("training:attendance", pk=pk, date=date)
