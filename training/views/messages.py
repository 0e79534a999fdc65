"""Messages to those who are in a course: written, listed, and taken back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.refusals import Refused
from peersupport.shared.views import made, posted
from programs.models import Cohort
from training import selectors
from training.actions import messages as actions
from training.forms.messages import WriteMessage
from training.models import CohortMessage


@requires(Permission.MESSAGE_WRITE)
def cohort_messages(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one, and those that were written."""
    found = _held(request, pk)
    form = WriteMessage(posted(request), initial={"key": uuid.uuid4()})
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and made(form, actions.write, cohort=found, **form.cleaned_data, **who):
        messages.success(request, _("The message goes out in ten minutes. Until then you can take it back."))
        return redirect("training:cohort_messages", pk=pk)
    return _page(request, found, form)


@requires(Permission.MESSAGE_WRITE)
@require_POST
def message_regret(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """Take it back. The answer is the form with what it said, which is stored nowhere any more."""
    found = _held(request, pk)
    row = get_object_or_404(CohortMessage.objects.visible_to(request.membership), pk=message, cohort=found)
    back = reverse("training:cohort_messages", args=[pk])
    try:
        said = actions.regret(message=row, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(back)
    messages.success(request, _("The message is taken back, and nobody has got it. What you wrote stands in the form."))
    return _page(request, found, WriteMessage(initial={"key": uuid.uuid4(), "text": said}, action=back))


def _page(request: HttpRequest, cohort: Cohort, form: WriteMessage) -> HttpResponse:
    context = {
        "cohort": cohort,
        "form": form,
        "audience": selectors.audience_of(cohort),
        "written": selectors.messages_in(cohort=cohort, membership=request.membership, at=timezone.now()),
        "is_over": cohort.status in Cohort.OVER,
        "tab": "messages",
    }
    return render(request, "training/cohort_messages.html", context)


def _held(request: HttpRequest, pk: int) -> Cohort:
    return get_object_or_404(selectors.for_page(request.membership).held_by(request.membership), pk=pk)
