"""Letters about orders: neutral, with an order's number and nothing else of it. The rest is behind sign-in.

A further letter is one more entry in KINDS, and its two templates in templates/email/programs/.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership
from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft
from peersupport.letters.registry import Kind
from programs.models import Order

KEPT_FOR = timedelta(days=7)  # a letter that could not be sent for a week would only confuse
NOTHING_BUT_THE_SUBJECT: frozenset[str] = frozenset()


def order_received(order: Order, *, at: datetime) -> list[Draft]:
    """To the orderer: we have it, and who decides."""
    return list(_to_the_orderer("order_received", order, occasion="sent", at=at))


def order_confirmed(order: Order, *, at: datetime) -> list[Draft]:
    """To the orderer: the seats are promised, and where the application links are."""
    return list(_to_the_orderer("order_confirmed", order, occasion=at.isoformat(), at=at))


def _to_the_orderer(kind: str, order: Order, *, occasion: str, at: datetime) -> Iterator[Draft]:
    """One letter each to those who order for the organisation; where nobody has an account, to the contact person."""
    about = {"kind": kind, "subject_id": order.pk, "occasion": occasion, "expires_at": at + KEPT_FOR}
    users = orderers_of(order)
    for user in users:
        yield Draft(user=user, **about)
    if not users and order.contact_email:
        yield Draft(address=order.contact_email, **about)


def orderers_of(order: Order) -> list[User]:
    """Whom the organisation has ordering: who sent the order, if they still do, or else all of them."""
    open_roles = Membership.objects.open().filter(organisation=order.orderer_id, role=Role.ORDERER)
    users = list(User.objects.filter(pk__in=open_roles.values("user"), is_active=True).order_by("pk"))
    return [user for user in users if user.pk == order.placed_by_id] or users


def _not_over(orders: set[int]) -> set[int]:
    alive = Order.objects.placed().exclude(status__in=Order.OVER)
    return set(alive.filter(pk__in=orders).values_list("pk", flat=True))


def _its_page(letter: Letter) -> dict:
    number = Order.objects.values_list("number", flat=True).get(pk=letter.subject_id)
    return {"number": number, "link": settings.SITE_URL + reverse("programs:order", args=[number])}


def _orders_seen(membership):
    return Order.objects.visible_to(membership).values("pk")


def _about_an_order(name: str, label, still_wanted=_not_over) -> Kind:
    return Kind(
        name=name,
        template=f"programs/{name}",
        values=NOTHING_BUT_THE_SUBJECT,
        still_wanted=still_wanted,
        context=_its_page,
        may_see=_orders_seen,
        label=label,
    )


KINDS = [
    _about_an_order("order_received", _("Order received")),
    _about_an_order("order_confirmed", _("Order confirmed")),
]
