"""What is attached to an order: a signed agreement, a decision."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.shared.models import Rows, label_of
from programs.models.order import Order


class OrderFileQuerySet(Rows):
    def visible_to(self, membership) -> "OrderFileQuerySet":
        """Files of the orders that a membership sees whole: who pays a part of one sees none."""
        return self.filter(order__in=Order.objects.managed_by(membership).values("pk"))

    def listed(self) -> "OrderFileQuerySet":
        """Without their bytes, oldest first."""
        return self.defer("content").order_by("pk")


class OrderFile(models.Model):
    """A file with its bytes, in the same row: it is saved, backed up and deleted with its order (ADR 18)."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("Signed agreement")
        DECISION = "decision", _("Decision")
        OTHER = "other", pgettext_lazy("file", "Other")

    class Media(models.TextChoices):
        PDF = "application/pdf", "PDF"
        PNG = "image/png", "PNG"
        JPEG = "image/jpeg", "JPEG"

    PERSONAL = {"name": "", "content": b""}

    order = models.ForeignKey(Order, models.PROTECT, related_name="files")
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    name = models.CharField(max_length=120)  # as it was sent, cleaned: documents.uploads.clean_name
    media_type = models.CharField(max_length=20, choices=Media)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    get_kind_display = label_of("kind", Kind)
    objects = OrderFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "sha256"], name="file_once_per_order"),
            models.CheckConstraint(name="file_kind_known", condition=Q(kind__in=["agreement", "decision", "other"])),
            models.CheckConstraint(
                name="file_media_type_known",
                condition=Q(media_type__in=["application/pdf", "image/png", "image/jpeg"]),
            ),
            models.CheckConstraint(name="file_has_a_size", condition=Q(size__gte=1, size__lte=10 * 1024 * 1024)),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.kind}"
