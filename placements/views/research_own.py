"""What somebody says of research with their details: yes or no, by the link in their letters or with an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.directory.models import Person
from peersupport.privacy import consents
from peersupport.privacy.models import Consent
from placements import selectors
from placements.views.own import for_ones_own
from training.models import Application, Participation
from training.views.my_application import by_link


@requires(Permission.OWN_RECORD)
@for_ones_own
def my_research(request: HttpRequest, me: Person) -> HttpResponse:
    return _page(request, me, template="placements/my_research.html", back=reverse("my_data"))


@by_link
def linked_research(request: HttpRequest, found: Application, token: str) -> HttpResponse:
    """For whoever has a place in a course; nobody is asked while others decide about them."""
    sitting = get_object_or_404(Participation.objects.to_be_told().select_related("person"), application=found)
    back = reverse("training:my_application", args=[token])
    return _page(request, sitting.person, template="placements/linked_research.html", back=back)


def _page(request: HttpRequest, me: Person, *, template: str, back: str) -> HttpResponse:
    """The words, and one button. A POST with ``answer`` yes or no."""
    answer = request.POST.get("answer")
    if answer == "yes":
        consents.give(person=me, language=get_language()[:2], at=timezone.now())
        messages.success(request, _("Thank you. Your details may be used in research."))
    elif answer == "no":
        consents.take_back(person=me, at=timezone.now())
        messages.success(request, _("Your details are used in no more research."))
    if request.method == "POST":
        return HttpResponseRedirect(request.path)
    given = Consent.objects.to_research().filter(person=me).first()
    files = selectors.given_of(me)
    context = {"given": given, "files": files, "version": consents.RESEARCH_VERSION, "back": back}
    return render(request, template, context)
