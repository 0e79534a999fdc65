"""Lists for paper: pages of their own, without menus, that the browser prints."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from programs.models import Cohort
from training import selectors
from training.models import MakeUp, Participation
from training.views.schedule import leaders_of


@requires(Permission.ATTENDANCE_MARK)
def attendance_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Boxes to tick by hand, half a day each; a sheet of paper for each week."""
    cohort = _cohort(request, pk)
    context = {
        "cohort": cohort,
        "people": selectors.people_in(cohort=cohort, participations=_seen(request)),
        "weeks": selectors.weeks_to_tick(cohort=cohort, guests=MakeUp.objects.guests_seen_by(request.membership)),
    }
    return render(request, "training/attendance_paper.html", context)


@requires(Permission.PERSON_SEE)
def participants_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Names, and nothing else of anybody. For use in the room there is the attendance list, which has aliases too."""
    cohort = _cohort(request, pk)
    people = selectors.people_in(cohort=cohort, participations=_seen(request).to_be_listed())
    return render(request, "training/participants_paper.html", {"cohort": cohort, "people": people})


@requires(Permission.COHORT_SEE)
def schedule_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Day by day: hours, module, room and who leads."""
    cohort = _cohort(request, pk)
    leaders = leaders_of(cohort)
    days = selectors.schedule_of(cohort=cohort, leaders=leaders, membership=request.membership, on=timezone.localdate())
    return render(request, "training/schedule_paper.html", {"cohort": cohort, "leaders": leaders, "days": days})


def _cohort(request: HttpRequest, pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.membership), pk=pk)


def _seen(request: HttpRequest):
    return Participation.objects.visible_to(request.membership)
