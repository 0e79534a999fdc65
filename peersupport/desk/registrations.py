"""What desk tells the apps below it when the house starts."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.desk.actions.invitations import KIND
from peersupport.directory.actions.invitations import PURPOSE, standing
from peersupport.directory.models import Invitation
from peersupport.letters.models import Letter
from peersupport.letters.registry import Kind, register
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink


def still_wanted(ids: set[int]) -> set[int]:
    """Those invitations that nobody has taken up and whose links still work."""
    waiting = Invitation.objects.waiting().filter(pk__in=ids).select_related("organisation")
    return {invitation.pk for invitation in standing(waiting)}


def link_for(letter: Letter) -> dict:
    """The link's address, computed when the letter is sent: it is stored nowhere."""
    link_id = int(letter.key.split(":")[2])
    link = OneTimeLink.objects.get(pk=link_id, purpose=PURPOSE, subject_id=letter.subject_id)
    return {"url": settings.SITE_URL + reverse("invitation", args=[onetime.token_of(link)])}


def visible_ids(membership):
    return Invitation.objects.visible_to(membership).values("pk")


INVITATION = Kind(
    name=KIND,
    template="desk/invitation",
    values=frozenset(),
    still_wanted=still_wanted,
    context=link_for,
    may_see=visible_ids,
    label=_("Invitation"),
)


def register_all() -> None:
    register(INVITATION)
