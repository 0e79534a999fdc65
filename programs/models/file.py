"""What is attached to an order: a signed agreement, a decision."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.documents.models import FileRows, StoredFile, file_is_checked
from peersupport.shared.models import label_of
from programs.models.order import Order


class OrderFileQuerySet(FileRows):
    def visible_to(self, membership) -> "OrderFileQuerySet":
        """Files of the orders that a membership sees whole: who pays a part of one sees none."""
        return self.filter(order__in=Order.objects.managed_by(membership).values("pk"))


class OrderFile(StoredFile):
    """A file of an order: it is saved, backed up and deleted with it (ADR 18)."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("Signed agreement")
        DECISION = "decision", _("Decision")
        OTHER = "other", pgettext_lazy("file", "Other")

    PERSONAL = {"name": "", "content": b""}

    order = models.ForeignKey(Order, models.PROTECT, related_name="files")
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    name = models.CharField(max_length=120)  # as it was sent, cleaned: documents.uploads.clean_name
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    get_kind_display = label_of("kind", Kind)
    objects = OrderFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "sha256"], name="file_once_per_order"),
            models.CheckConstraint(name="file_kind_known", condition=Q(kind__in=["agreement", "decision", "other"])),
            *file_is_checked("file"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.kind}"
