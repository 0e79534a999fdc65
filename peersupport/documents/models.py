"""No models of its own, but what a row that holds a file is made of (ADR 18)."""

from django.db import models
from django.db.models import Q

from peersupport.documents import uploads
from peersupport.shared.models import Rows


class FileRows(Rows):
    def listed(self) -> "FileRows":
        """Without their bytes, oldest first."""
        return self.defer("content").order_by("pk")


class StoredFile(models.Model):
    """A file with its bytes, in the same row. What stands here ``uploads.columns_of`` has found in the bytes."""

    class Media(models.TextChoices):
        PDF = uploads.PDF, "PDF"
        PNG = uploads.PNG, "PNG"
        JPEG = uploads.JPEG, "JPEG"

    media_type = models.CharField(max_length=20, choices=Media)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        abstract = True


def file_is_checked(name: str) -> list[models.CheckConstraint]:
    """What the database holds of each table of files, under names that begin with ``name``."""
    return [
        models.CheckConstraint(
            name=f"{name}_media_type_known",
            condition=Q(media_type__in=["application/pdf", "image/png", "image/jpeg"]),
        ),
        models.CheckConstraint(name=f"{name}_has_a_size", condition=Q(size__gte=1, size__lte=10 * 1024 * 1024)),
    ]
