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
from training.models import Acknowledgement, Application, Participation
from training.views.my_application import by_link
from training.views.needs import seen


@by_link
def my_guidelines(request: HttpRequest, found: Application, token: str) -> HttpResponse:
    """The text, and one button: once they know that they are admitted, to a course whose certificate takes it."""
    mine = Participation.objects.present_in_course().filter(application=found, application__told_at__isnull=False)
    sitting = mine.select_related("cohort").first()
    asked = sitting and selectors.guidelines_of(participation=sitting)
    if not asked:
        raise Http404
    if request.method == "POST":
        with refusals_as_messages(request):
            actions.acknowledge(participation=sitting, version=_version(request), by=None, at=timezone.now())
            messages.success(request, _("Thank you. It is noted that you will follow the guidelines."))
            return redirect("training:my_application", token=token)
        return redirect("training:my_guidelines", token=token)
    said = Acknowledgement.objects.filter(participation=sitting, guidelines=asked).first()
    return render(request, "training/my_guidelines.html", {"guidelines": asked, "said": said, "token": token})


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
