"""What a participant has of what a certificate takes: noted by those who hold the course."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, posted, refusals_as_messages
from training import selectors
from training.actions import summing_up as actions
from training.forms.summing_up import SummingUpForm
from training.views.needs import seen


@requires(Permission.ATTENDANCE_MARK)
def summing_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the interview was held."""
    found = seen(request, pk)
    able = selectors.may_sum_up(cohort=found.cohort, by=request.user)
    usual = {"held_on": timezone.localdate(), "held_by": request.user.pk}
    form = SummingUpForm(posted(request), able=able, initial=usual)
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and act(form, actions.note, participation=found, **form.cleaned_data, **who):
        messages.success(request, _("It is noted that the interview was held."))
        return redirect("training:participation", pk=pk)
    return render(request, "training/summing_up.html", {"participation": found, "form": form})


@requires(Permission.ATTENDANCE_MARK)
@require_POST
def summing_up_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    with refusals_as_messages(request):
        actions.take_back(participation=found)
        messages.success(request, _("The interview isn't noted any more."))
    return redirect("training:participation", pk=pk)
