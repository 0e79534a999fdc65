"""A participant says by their link that they can't come."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.shared.views import act, posted
from training.actions import apologies as actions
from training.forms.apologies import CantCome
from training.models import Application, CourseSession, Participation
from training.views.my_application import by_link


@by_link
def my_absence(request: HttpRequest, found: Application, token: str) -> HttpResponse:
    """The sessions that are to come, to tick. Nobody asks why."""
    mine = Participation.objects.filter(application=found, application__told_at__isnull=False)
    sitting = mine.filter(status=Participation.Status.ADMITTED).first()
    if sitting is None:
        raise Http404
    now = timezone.now()
    coming = list(
        CourseSession.objects.of_cohort(sitting.cohort_id).to_come(now).in_order().select_related("day", "module")
    )
    said = list(sitting.apologies.values_list("session", flat=True))
    form = CantCome(posted(request), sessions=coming, initial={"sessions": said})
    if form.is_valid():
        told = set(form.cleaned_data["sessions"])
        if act(form, actions.say, participation=sitting, sessions=told, at=now):
            messages.success(request, _("Thank you for telling. Those who hold the course see it."))
            return redirect("training:my_absence", token=token)
    ticked = {str(value) for value in form["sessions"].value() or []}
    context = {"form": form, "sessions": coming, "ticked": ticked, "token": token}
    return render(request, "training/my_absence.html", context)
