"""What waits with continuing education: hours to decide about, and who was there."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from peersupport.accounts.permissions import COORDINATORS
from peersupport.desk.asking import Found, columns, full_name
from peersupport.desk.today import LOOK_BACK, Item, Rule
from placements.models import Education, EducationHours, SignUp


def hours_to_decide(membership, on: date):
    rows = EducationHours.objects.visible_to(membership).to_decide().filter(noted_at__date__gte=on - LOOK_BACK)
    return columns(rows, due=TruncDate("noted_at"), one=full_name("person"))


def hours_item(found: Found) -> Item:
    url = reverse("placements:hours_to_decide")
    return Item(
        title=_("%(who)s has reported hours") % {"who": found.one.strip()},
        url=url,
        icon="clock",
        tone="bl",
        text=_("Continuing education that others gave"),
        action_label=_("Look at them"),
        action_url=url,
    )


def who_came(membership, on: date):
    """What has been, with people in it of whom nobody has noted whether they came."""
    going = SignUp.objects.placed().filter(education=OuterRef("pk"))
    rows = Education.objects.managed_by(membership).filter(
        Exists(going), status=Education.Status.OPEN, ends_at__date__range=(on - LOOK_BACK, on)
    )
    return columns(rows, due=TruncDate("ends_at"), one="title")


def who_came_item(found: Found) -> Item:
    url = reverse("placements:education", args=[int(found.subject)])
    return Item(
        title=_("Note who was there"),
        url=url,
        icon="book-open",
        text=found.one,
        action_label=_("Note it"),
        action_url=url,
    )


_ROLES = frozenset(COORDINATORS)
RULES = [
    Rule("hours", _ROLES, hours_to_decide, hours_item, more="placements:hours_to_decide"),
    Rule("who_came", _ROLES, who_came, who_came_item, more="placements:education_list"),
]
