"""The ethical guidelines: read and promised by a participant on their own page, or noted from a paper by a leader."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.query import row_id
from peersupport.shared.views import refusals_as_messages
from training import selectors
from training.actions import acknowledgements as actions
from training.models import Acknowledgement, Participation
from training.selectors import Door
from training.views.needs import seen
from training.views.own import through_both_doors


def _guidelines(request: HttpRequest, found: Participation, door: Door) -> HttpResponse:
    """The text, and one button: for those in a course whose certificate takes it."""
    asked = selectors.guidelines_of(participation=found)
    if asked is None:
        raise Http404
    if request.method == "POST":
        with refusals_as_messages(request):
            actions.acknowledge(participation=found, version=_version(request), by=None, at=timezone.now())
            messages.success(request, _("Thank you. It is noted that you will follow the guidelines."))
            return redirect(door.back)
        return redirect(door.guidelines, door.key)
    said = Acknowledgement.objects.filter(participation=found, guidelines=asked).first()
    page = "training/my_guidelines.html" if door.is_link else "training/own_guidelines.html"
    return render(request, page, {"guidelines": asked, "said": said, "door": door})


my_guidelines, own_guidelines = through_both_doors(_guidelines)


@requires(Permission.ATTENDANCE_MARK)
@require_POST
def acknowledged_on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader has the signed paper."""
    found = seen(request, pk)
    with refusals_as_messages(request):
        actions.acknowledge(participation=found, version=_version(request), by=request.user, at=timezone.now())
        messages.success(request, _("It is noted that they will follow the guidelines."))
    return redirect("training:participation", pk=pk)


@requires(Permission.ATTENDANCE_MARK)
@require_POST
def acknowledged_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    with refusals_as_messages(request):
        actions.take_back(participation=found)
        messages.success(request, _("It isn't noted any more."))
    return redirect("training:participation", pk=pk)


def _version(request: HttpRequest) -> int:
    """Of the text that was read; 0, which none has, when it is no number."""
    return row_id(request.POST.get("version", ""))
