"""Letters about orders: neutral, with an order's number and nothing else of it. The rest is behind sign-in.

A further letter is one more entry in KINDS, and its two templates in templates/email/programs/.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import CharField, DateField, Exists, F, Func, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.models import Contact, Membership
from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft
from peersupport.letters.registry import Kind
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from programs.models import Cohort, InvoiceBasis, Offer, Order, OrderLine, Seat
from programs.selectors.terms import REGRET

HOLD_REMINDER_DAYS = 3
RELEASE_KEPT_DAYS = 21  # the question makes sense as long as somebody else could still use the seats
REFERENCE_AFTER_DAYS, REFERENCE_EVERY_DAYS = 7, 14
KEPT_FOR = timedelta(days=7)  # a letter that could not be sent for a week would only confuse
OFFER_LINK = "programs.offer"  # what the links in letters about offers are for
NOTHING_BUT_THE_SUBJECT: frozenset[str] = frozenset()


def order_received(order: Order, *, at: datetime) -> list[Draft]:
    """To the orderer: we have it, and who decides."""
    return list(_about("order_received", order, occasion="sent", at=at))


def order_confirmed(order: Order, *, at: datetime) -> list[Draft]:
    """To the orderer: the seats are promised, and where the application links are."""
    return list(_about("order_confirmed", order, occasion=at.isoformat(), at=at))


def order_declined(order: Order, *, at: datetime) -> list[Draft]:
    """To the orderer: we can't; why is on the order's page."""
    return list(_about("order_declined", order, occasion="declined", at=at))


def order_cancelled(order: Order, *, told_at: datetime | None = None, by: User, at: datetime) -> list[Draft]:
    """To the orderer, when somebody else called their order off, or gave back the last of its seats.

    It goes out at ``told_at``: when that can't be undone any more.
    """
    if _orders_for_them(by, order):
        return []
    about = {"kind": "order_cancelled", "subject_id": order.pk, "occasion": at.isoformat()}
    return list(_to_the_orderer(order, about | {"not_before": told_at, "expires_at": at + KEPT_FOR}))


def line_cancelled(line: OrderLine, *, by: User, at: datetime) -> list[Draft]:
    """To the orderer, when somebody else called a line of their order off, or gave back the last of its seats."""
    if _orders_for_them(by, line.order):
        return []
    return list(_about("line_cancelled", line.order, occasion=at.isoformat(), at=at))


def order_moved(cohort: Cohort, *, at: datetime) -> Iterator[Draft]:
    """To the orderers of seats in a cohort: it begins on another day. Once for each such day, a little later."""
    held = OrderLine.objects.filter(cohort=cohort, status=OrderLine.Status.HELD)
    about = {"kind": "order_moved", "occasion": f"{cohort.pk}-{cohort.starts_on}"}
    when = {"not_before": at + REGRET, "expires_at": at + KEPT_FOR}
    for order in Order.objects.filter(pk__in=held.values("order")).order_by("pk"):
        yield from _to_the_orderer(order, about | when | {"subject_id": order.pk})


def seats_offered(offer: Offer, link: OneTimeLink, *, told_at: datetime | None = None) -> list[Draft]:
    """To the orderer: there are seats for you, answer by a day. The link in it answers without signing in, once.

    It goes out at ``told_at``, if the offer still stands then.
    """
    about = {"kind": OFFERED.name, "subject_id": offer.pk, "occasion": str(link.pk), "expires_at": offer.ends_at}
    return list(_to_the_orderer(offer.line.order, about | {"not_before": told_at}))


def basis_ready(basis: InvoiceBasis, *, at: datetime) -> list[Draft]:
    """To the payer's contacts for invoices, or else to who orders there: a basis is locked, the invoice follows."""
    about = {"kind": BASIS_READY.name, "subject_id": basis.pk, "occasion": "locked", "expires_at": at + KEPT_FOR}
    contacts = Contact.objects.filter(organisation=basis.payer_id, role=Contact.Role.INVOICE, ended_at=None)
    addresses = list(contacts.order_by("pk").values_list("email", flat=True))
    if addresses:
        return [Draft(address=address, **about) for address in addresses]
    roles = Membership.objects.open().filter(organisation=basis.payer_id, role=Role.ORDERER)
    users = User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("pk")
    return [Draft(user=user, **about) for user in users]


def _orders_for_them(user: User, order: Order) -> bool:
    """Whether somebody is one of those who order for an order's organisation, and so knows what they did."""
    roles = Membership.objects.open().filter(organisation=order.orderer_id, role=Role.ORDERER)
    return roles.filter(user=user).exists()


def _about(kind: str, order: Order, *, occasion: str, at: datetime) -> Iterator[Draft]:
    about = {"kind": kind, "subject_id": order.pk, "occasion": occasion, "expires_at": at + KEPT_FOR}
    return _to_the_orderer(order, about)


def _to_the_orderer(order: Order, about: dict) -> Iterator[Draft]:
    """One letter each to those who order for the organisation; where nobody has an account, to the contact person."""
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


def hold_expires(on: date) -> QuerySet:
    """Orders whose seats are given back in three days, or sooner, because nobody has confirmed them."""
    last = on + timedelta(days=HOLD_REMINDER_DAYS)
    rows = Order.objects.on_hold().filter(held_until__range=(on, last))
    return _to_one_orderer(rows, occasion=F("held_until"), expires_on=F("held_until"))


def release_date(on: date) -> QuerySet:
    """Orders with seats that are asked back, once for each release date."""
    asked = Seat.objects.asked_back(on).filter(cohort__starts_on__gt=on)
    ours = asked.filter(line__order=OuterRef("pk")).order_by("cohort__release_on")
    day = Subquery(ours.values("cohort__release_on")[:1])
    rows = Order.objects.exclude(status__in=Order.OVER).annotate(asked_on=day).filter(asked_on__isnull=False)
    return _to_one_orderer(rows, occasion=F("asked_on"), expires_on=F("asked_on") + timedelta(days=RELEASE_KEPT_DAYS))


def reference_missing(on: date) -> QuerySet:
    """Orders whose reference was to come later, a week after they were sent and every second week from then on."""
    rows = Order.objects.without_reference()
    days = Func(  # a date less a date is a number of days in PostgreSQL, and a timedelta to Django
        Value(on, DateField()),
        TruncDate("placed_at"),
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
    rows = rows.annotate(days=days).filter(days__gte=REFERENCE_AFTER_DAYS)
    fortnight = (F("days") - REFERENCE_AFTER_DAYS) / REFERENCE_EVERY_DAYS
    return _to_one_orderer(rows, occasion=fortnight, expires_on=Value(on + timedelta(days=7), DateField()))


def offer_ends(on: date) -> QuerySet:
    """Offers that nobody has answered on the day before they run out, to those who got them and still order there."""
    soon = Offer.objects.open().filter(ends_at__date__range=(on, on + timedelta(days=1)), offered_at__date__lt=on)
    offer = soon.filter(pk=OuterRef("subject_id"))
    told = Letter.objects.filter(kind=OFFERED.name, subject_id__in=soon.values("pk"), user__isnull=False)
    rows = told.annotate(orderer=Subquery(offer.values("line__order__orderer")))
    roles = Membership.objects.open().filter(organisation=OuterRef("orderer"), role=Role.ORDERER)
    links = OneTimeLink.objects.filter(purpose=OFFER_LINK, subject_id=OuterRef("subject_id")).order_by("-pk")
    return rows.filter(Exists(roles.filter(user=OuterRef("user")))).values(
        "subject_id",
        "user_id",
        occasion=Cast(Subquery(links.values("pk")[:1]), CharField()),
        expires_on=Subquery(offer.values(day=TruncDate("ends_at"))),
    )


def _to_one_orderer(orders: QuerySet, *, occasion, expires_on) -> QuerySet:
    """One letter an order: to who sent it, if they still order there, or else to whoever has done so longest.

    Where nobody there has an account, it goes to the order's contact person.
    """
    roles = Membership.objects.open().filter(organisation=OuterRef("orderer"), role=Role.ORDERER, user__is_active=True)
    sender = roles.filter(user=OuterRef("placed_by")).values("user")[:1]
    found = orders.annotate(reader=Coalesce(Subquery(sender), Subquery(roles.order_by("pk").values("user")[:1])))
    return found.values(
        subject_id=F("pk"),
        user_id=F("reader"),
        address=F("contact_email"),
        occasion=Cast(occasion, CharField()),
        expires_on=Cast(expires_on, DateField()),
    )


def _held_still(orders: set[int]) -> set[int]:
    return set(Order.objects.on_hold().filter(pk__in=orders).values_list("pk", flat=True))


def _asked_still(orders: set[int]) -> set[int]:
    unanswered = Seat.objects.free_for_a_person().filter(kept_at=None, cohort__status=Cohort.Status.OPEN)
    return set(unanswered.filter(line__order__in=orders).values_list("line__order", flat=True))


def _missing_still(orders: set[int]) -> set[int]:
    return _not_over(set(Order.objects.filter(pk__in=orders, reference="").values_list("pk", flat=True)))


def _not_over(orders: set[int]) -> set[int]:
    alive = Order.objects.placed().exclude(status__in=Order.OVER)
    return set(alive.filter(pk__in=orders).values_list("pk", flat=True))


def _with(status: Order.Status) -> Callable[[set[int]], set[int]]:
    return lambda orders: set(Order.objects.filter(pk__in=orders, status=status).values_list("pk", flat=True))


def _its_page(letter: Letter) -> dict:
    number = Order.objects.values_list("number", flat=True).get(pk=letter.subject_id)
    return {"number": number, "link": settings.SITE_URL + reverse("programs:order", args=[number])}


def _orders_seen(membership):
    return Order.objects.visible_to(membership).values("pk")


def _about_an_order(name: str, label, still_wanted=_not_over, due=None) -> Kind:
    return Kind(
        name=name,
        template=f"programs/{name}",
        values=NOTHING_BUT_THE_SUBJECT,
        still_wanted=still_wanted,
        context=_its_page,
        may_see=_orders_seen,
        due=due,
        label=label,
    )


def _open_still(offers: set[int]) -> set[int]:
    return set(Offer.objects.open().filter(pk__in=offers).values_list("pk", flat=True))


def _its_link(letter: Letter) -> dict:
    """The link's address, computed when the letter is sent: it is stored nowhere."""
    link_id = int(letter.key.split(":")[2])
    link = OneTimeLink.objects.get(pk=link_id, purpose=OFFER_LINK, subject_id=letter.subject_id)
    offer = Offer.objects.select_related("line__order").get(pk=letter.subject_id)
    url = settings.SITE_URL + reverse("programs:offer", args=[onetime.token_of(link)])
    return {"number": offer.line.order.number, "ends_at": offer.ends_at, "link": url}


def _offers_seen(membership):
    return Offer.objects.visible_to(membership).values("pk")


def _locked_still(bases: set[int]) -> set[int]:
    locked = InvoiceBasis.objects.filter(pk__in=bases, status=InvoiceBasis.Status.LOCKED)
    return set(locked.values_list("pk", flat=True))


def _its_basis(letter: Letter) -> dict:
    number = InvoiceBasis.objects.values_list("number", flat=True).get(pk=letter.subject_id)
    return {"number": number, "link": settings.SITE_URL + reverse("programs:basis", args=[number])}


def _bases_seen(membership):
    return InvoiceBasis.objects.visible_to(membership).values("pk")


BASIS_READY = Kind(
    name="basis_ready",
    template="programs/basis_ready",
    values=NOTHING_BUT_THE_SUBJECT,
    still_wanted=_locked_still,
    context=_its_basis,
    may_see=_bases_seen,
    label=_("Invoice basis ready"),
)
OFFERED = Kind(
    name="seats_offered",
    template="programs/seats_offered",
    values=NOTHING_BUT_THE_SUBJECT,
    still_wanted=_open_still,
    context=_its_link,
    may_see=_offers_seen,
    label=_("Seats offered"),
)
OFFER_ENDS = replace(
    OFFERED,
    name="offer_ends",
    template="programs/offer_ends",
    due=offer_ends,
    label=_("Reminder: an offer runs out"),
)
KINDS = [
    _about_an_order("order_received", _("Order received")),
    _about_an_order("order_confirmed", _("Order confirmed")),
    _about_an_order("hold_expires", _("Reminder: a hold expires"), _held_still, hold_expires),
    _about_an_order("release_date", _("Question: keep the seats?"), _asked_still, release_date),
    _about_an_order("reference_missing", _("Reminder: reference missing"), _missing_still, reference_missing),
    _about_an_order("order_declined", _("Order declined"), _with(Order.Status.DECLINED)),
    _about_an_order("order_cancelled", _("Order called off by us"), _with(Order.Status.CANCELLED)),
    _about_an_order("line_cancelled", _("Part of an order called off by us")),
    _about_an_order("order_moved", _("What was ordered begins on another day")),
]
