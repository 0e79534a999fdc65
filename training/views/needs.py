"""What a course needs to know of somebody: for those who run it, and for the participant by their link."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, posted, refusals_as_messages
from programs.models import Cohort
from training import selectors
from training.actions import needs as actions
from training.forms.needs import Needs, initial_needs
from training.models import Application, CourseNeeds, Participation, SummingUp
from training.views.my_application import by_link


@requires(Permission.ATTENDANCE_MARK)
def participation(request: HttpRequest, pk: int) -> HttpResponse:
    """Leaders and coordinators read it, and note what they are told."""
    found = seen(request, pk)
    form = Needs(posted(request), initial=initial_needs(_needs(found)))
    if form.is_valid() and _told(form, found, by=request.user):
        messages.success(request, _("Saved."))
        return redirect("training:participation", pk=pk)
    context = {
        "participation": found,
        "needs": _needs(found),
        "form": form,
        "eligibility": selectors.eligibility_of(participation=found),
        **_promised(found),
        "pauses": found.pauses.order_by("begins_on"),
        "manages": found.status == Participation.Status.ADMITTED and _manages(request, found),
        "summing_up": SummingUp.objects.filter(participation=found).select_related("held_by").first(),
    }
    return render(request, "training/participation.html", context)


@requires(Permission.ATTENDANCE_MARK)
@require_POST
def participation_identity(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    with refusals_as_messages(request):
        actions.check_identity(participation=found, by=request.user, at=timezone.now())
        messages.success(request, _("It is noted that they have shown who they are."))
    return redirect("training:participation", pk=pk)


@by_link
def my_needs(request: HttpRequest, found: Application, token: str) -> HttpResponse:
    """The participant's own: once they know that they are admitted."""
    mine = Participation.objects.present_in_course().filter(application=found, application__told_at__isnull=False)
    sitting = mine.first()
    if sitting is None:
        raise Http404
    form = Needs(posted(request), initial=initial_needs(_needs(sitting)))
    if form.is_valid() and _told(form, sitting, by=None):
        messages.success(request, _("Thank you. Those who hold the course can read it."))
        return redirect("training:my_application", token=token)
    return render(request, "training/my_needs.html", {"application": found, "form": form, "token": token})


def _told(form: Needs, found: Participation, *, by) -> bool:
    def now() -> dict:
        return initial_needs(_needs(found))

    told = {"by": by, "at": timezone.now(), **form.cleaned_data}
    return act(form, actions.tell, now=now, participation=found, **told)


def _manages(request: HttpRequest, found: Participation) -> bool:
    may = request.membership.may(Permission.COHORT_MANAGE)
    return may and Cohort.objects.managed_by(request.membership).filter(pk=found.cohort_id).exists()


def _promised(found: Participation) -> dict:
    """The guidelines that their certificate takes, and whether it is noted that they will be followed."""
    asked = selectors.guidelines_of(participation=found)
    said = found.acknowledgements.filter(guidelines=asked).select_related("acknowledged_by") if asked else None
    return {"guidelines": asked, "acknowledgement": said and said.first()}


def seen(request: HttpRequest, pk: int) -> Participation:
    """Somebody in the course whom the one who asks may see, or a 404."""
    rows = Participation.objects.visible_to(request.membership).present_in_course()
    return get_object_or_404(rows.select_related("person", "cohort"), pk=pk)


def _needs(found: Participation) -> CourseNeeds | None:
    rows = CourseNeeds.objects.select_related("identity_checked_by", "told_by")
    return rows.filter(participation=found).first()
