"""What a municipality or region has asked for."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.directory.models import now_in
from peersupport.shared.models import Rows, label_of


class OrderQuerySet(Rows):
    def drafts(self) -> "OrderQuerySet":
        return self.filter(status=Order.Status.DRAFT)

    def placed(self) -> "OrderQuerySet":
        """All that have been sent, whatever came of them."""
        return self.exclude(status=Order.Status.DRAFT)

    def sent(self) -> "OrderQuerySet":
        """Those that a coordinator has yet to confirm."""
        return self.filter(status=Order.Status.SENT)

    def holds_ending(self, on: date) -> "OrderQuerySet":
        """Those that nobody has answered, and whose seats go back within a week unless somebody does."""
        return self.on_hold().filter(held_until__lte=on + Order.HOLD_ENDS_SOON)

    def on_hold(self) -> "OrderQuerySet":
        """Those that nobody has answered, and that hold seats until a day: what only waits has no hold that ends."""
        from programs.models.line import OrderLine

        held = OrderLine.objects.filter(status=OrderLine.Status.HELD, order=OuterRef("pk"))
        return self.sent().filter(Exists(held), held_until__isnull=False)

    def without_seats(self) -> "OrderQuerySet":
        """Those that hold none: all that they are for waits, or is called off."""
        from programs.models.line import OrderLine

        return self.exclude(pk__in=OrderLine.objects.filter(status=OrderLine.Status.HELD).values("order"))

    def without_reference(self) -> "OrderQuerySet":
        """Those whose reference was to come later, and that somebody may still be invoiced for."""
        rows = self.placed().exclude(status__in=Order.OVER)
        return rows.filter(reference="", reference_later=True)

    def with_fee(self) -> "OrderQuerySet":
        """Each with ``fee``: what calling off parts of it, or all, has cost. No query of its own."""
        from programs.models.cancellation import Cancellation

        costs = Cancellation.objects.filter(line__order=OuterRef("pk")).order_by().values("line__order")
        return self.annotate(fee=Coalesce(Subquery(costs.annotate(sum=Sum("amount")).values("sum")), Decimal(0)))

    def visible_to(self, membership) -> "OrderQuerySet":
        """An orderer sees their organisation's orders, a region those with a line that it sees, the nation all.

        Of an order that several buy together, or that stands with several hosts, each sees its part: the lines' own
        visible_to.

        A draft is seen by the organisation that is to send it, and by the coordinator who writes it for them.
        """
        from programs.models.line import OrderLine

        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self.filter(~Q(status=Order.Status.DRAFT) | Q(placed_by=membership.user_id))
            case Role.REGIONAL_COORDINATOR:
                seen = Q(pk__in=OrderLine.objects.visible_to(membership).values("order"))
                written = Q(status=Order.Status.DRAFT, placed_by=membership.user_id)
                return self.filter(seen & ~Q(status=Order.Status.DRAFT) | written)
            case Role.ORDERER:
                ours = now_in(membership)
                paid = OrderLine.objects.filter(cost_bearer__in=ours).values("order")
                return self.filter(Q(orderer__in=ours) | Q(pk__in=paid) & ~Q(status=Order.Status.DRAFT))
        return self.none()

    def written_by(self, membership) -> "OrderQuerySet":
        """Those whose draft is, or was, a membership's to send: its organisation's, or what a coordinator wrote."""
        if membership.role == Role.ORDERER:
            return self.filter(orderer__in=now_in(membership))
        return self.filter(placed_by=membership.user_id) if membership.role in COORDINATORS else self.none()

    def managed_by(self, membership) -> "OrderQuerySet":
        """Those that a membership may change as a whole: not the ones of which its organisation only pays a part."""
        seen = self.visible_to(membership)
        return seen.filter(orderer__in=now_in(membership)) if membership.role == Role.ORDERER else seen

    def answered_by(self, membership) -> "OrderQuerySet":
        """Those that a membership may answer or call off whole: a region not those with seats at another host."""
        from programs.models.line import OrderLine

        mine = self.managed_by(membership)
        if membership.role != Role.REGIONAL_COORDINATOR:
            return mine
        live = OrderLine.objects.of_seats().exclude(status=OrderLine.Status.CANCELLED)
        others = live.exclude(pk__in=OrderLine.objects.visible_to(membership).values("pk"))
        return mine.exclude(Exists(others.filter(order=OuterRef("pk"))))

    def with_receipt_for(self, membership) -> "OrderQuerySet":
        """Those that a membership manages, and those that it wrote for seats at somebody else's."""
        return self.managed_by(membership) | self.written_by(membership).placed()


class Order(models.Model):
    """Beställning. It has a number (B-2026-0042) from when it is sent; a draft has none, and can be thrown away.

    ``terms`` are the cancellation terms that were in force when it was sent, as Programme.terms says them. Whoever
    pays, and their references, may differ from line to line.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("order", "Draft")
        SENT = "sent", pgettext_lazy("order", "Sent")
        CONFIRMED = "confirmed", _("Confirmed")
        PARTLY_DELIVERED = "partly", pgettext_lazy("order", "Partly delivered")
        DELIVERED = "delivered", pgettext_lazy("order", "Delivered")
        INVOICED = "invoiced", pgettext_lazy("order", "Invoiced")
        CLOSED = "closed", pgettext_lazy("order", "Closed")
        DECLINED = "declined", pgettext_lazy("order", "Declined")
        EXPIRED = "expired", pgettext_lazy("order", "Expired")
        CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")

    class LegalForm(models.TextChoices):
        DIRECT = "direct", _("Direct purchase")
        FRAMEWORK = "framework", _("Call-off from a framework agreement")
        IOP = "iop", _("Partnership (IOP)")
        AGREEMENT = "agreement", _("Other agreement")
        GRANT = "grant", _("Grant")

    class DeclineReason(models.TextChoices):
        FULL = "full", _("There is no room")
        NOT_OFFERED = "not_offered", _("We don't offer it there")
        TWICE = "twice", _("It was ordered already")
        NO_AGREEMENT = "no_agreement", _("No agreement covers it")
        OTHER = "other", _("Something else")

    STEPS = {
        Status.DRAFT: {Status.SENT},
        Status.SENT: {Status.CONFIRMED, Status.DECLINED, Status.EXPIRED, Status.CANCELLED},
        Status.CONFIRMED: {Status.PARTLY_DELIVERED, Status.DELIVERED, Status.CANCELLED},
        Status.PARTLY_DELIVERED: {Status.DELIVERED},
        Status.DELIVERED: {Status.INVOICED},
        Status.INVOICED: {Status.DELIVERED, Status.CLOSED},  # delivered again when its invoice is credited
        Status.CLOSED: set(),
        Status.DECLINED: set(),
        Status.EXPIRED: set(),
        Status.CANCELLED: {Status.SENT, Status.CONFIRMED},  # undone within ten minutes
    }
    MOST_WORKPLACES, LONGEST_WORKPLACE = 10, 120
    HOLD_ENDS_SOON = timedelta(days=7)
    OVER = (Status.CLOSED, Status.DECLINED, Status.EXPIRED, Status.CANCELLED)
    # people write a colleague's name in a reference
    PERSONAL = {
        **dict.fromkeys(("reference", "order_reference", "contract_reference", "invoicing_object"), ""),
        **dict.fromkeys(("decision", "contact_name", "contact_email", "contact_phone"), ""),
        **dict.fromkeys(("decided_by_whom", "our_case_number", "workplaces", "decline_words", "fee_reason"), ""),
    }

    number = models.CharField(_("number"), max_length=20, unique=True, null=True)
    programme = models.ForeignKey("programs.Programme", models.PROTECT, related_name="+")
    orderer = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+", verbose_name=_("orderer"))
    payer = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, related_name="+", verbose_name=_("payer")
    )  # null: the orderer
    placed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()  # of a draft: when it was begun
    reference = models.CharField(_("your reference"), max_length=60, blank=True)
    reference_later = models.BooleanField(_("the reference comes later"), default=False)
    order_reference = models.CharField(_("your order number"), max_length=60, blank=True)
    contract_reference = models.CharField(_("contract number"), max_length=60, blank=True)
    invoicing_object = models.CharField(_("invoicing object"), max_length=60, blank=True)
    decision = models.CharField(_("number of your decision"), max_length=60, blank=True)
    decided_by_whom = models.CharField(_("who decided"), max_length=120, blank=True, db_default="")
    workplaces = models.TextField(_("intended workplaces"), blank=True, db_default="")  # names of units, one a line
    our_case_number = models.CharField(_("our case number"), max_length=40, blank=True, db_default="")
    legal_form = models.CharField(
        _("form of purchase"), max_length=10, choices=LegalForm, default=LegalForm.DIRECT, db_default="direct"
    )
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.CharField(_("contact person's e-mail"), max_length=254, blank=True)
    contact_phone = models.CharField(_("contact person's phone"), max_length=40, blank=True)
    agreement = models.ForeignKey(
        "programs.Agreement", models.PROTECT, null=True, related_name="+", verbose_name=_("agreement")
    )
    terms = models.JSONField(default=list, db_default=[], blank=True)
    payment_days = models.PositiveSmallIntegerField(default=30, db_default=30)
    held_until = models.DateField(_("seats held until"), null=True)  # null: held until it is called off
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SENT)
    decline_reason = models.CharField(_("reason"), max_length=12, choices=DeclineReason, blank=True, db_default="")
    decline_words = models.CharField(_("in your own words"), max_length=300, blank=True, db_default="")
    fee_reason = models.CharField(
        _("reason"), max_length=200, blank=True, db_default=""
    )  # why calling off costs less than the terms say
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    get_status_display = label_of("status", Status)
    get_decline_reason_display = label_of("decline_reason", DeclineReason)
    get_legal_form_display = label_of("legal_form", LegalForm)
    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_has_a_number_when_sent",
                condition=Q(status="draft", number=None) | ~Q(status="draft") & Q(number__isnull=False),
            ),
            models.CheckConstraint(
                name="order_has_a_reference",
                condition=~Q(reference="") | Q(reference_later=True) | Q(status="draft"),
            ),
            models.CheckConstraint(
                name="order_status_known",
                condition=Q(
                    status__in=[
                        *("draft", "sent", "confirmed", "partly", "delivered", "invoiced", "closed"),
                        *("declined", "expired", "cancelled"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="order_legal_form_known",
                condition=Q(legal_form__in=["direct", "framework", "iop", "agreement", "grant"]),
            ),
            models.CheckConstraint(
                name="order_workplaces_one_a_line",
                condition=Q(workplaces="") | Q(workplaces__regex=r"^[^\n]{1,120}(\n[^\n]{1,120}){0,9}$"),
            ),
            models.CheckConstraint(
                name="order_decline_reason_known",
                condition=Q(decline_reason__in=["", "full", "not_offered", "twice", "no_agreement", "other"]),
            ),
            models.CheckConstraint(
                name="order_declined_for_a_reason",
                condition=Q(status="declined") & ~Q(decline_reason="")
                | ~Q(status="declined") & Q(decline_reason="", decline_words=""),
            ),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "id"], name="order_by_time"),
            models.Index(fields=["orderer", "-placed_at"], name="order_by_orderer"),
            models.Index(fields=["status", "-placed_at"], name="order_by_status"),
        ]

    @property
    def is_over(self) -> bool:
        return self.status in self.OVER

    def __str__(self) -> str:
        return self.number or str(_("Draft"))

    @property
    def is_firm(self) -> bool:
        """Whether it has had its yes, so that its seats are promised: a hold doesn't end them."""
        return self.status not in (self.Status.DRAFT, self.Status.SENT)

    @property
    def is_paid_by(self):
        """The organisation that is invoiced for lines without a payer of their own."""
        return self.payer or self.orderer


class NumberSeries(models.Model):
    """The last number given in a series. The row is locked as an action's last statement, so numbers have no gaps."""

    prefix = models.CharField(max_length=10, primary_key=True)  # "B-2026"
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}: {self.last}"
