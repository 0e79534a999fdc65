"""The papers of a certificate. Each has a code of its own, in the QR code that is printed on it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows, label_of
from training.models.certificate import Certificate


class CertificateCopyQuerySet(Rows):
    def current(self) -> "CertificateCopyQuerySet":
        """Those that no newer paper has replaced: one for each certificate."""
        return self.filter(replaced_at=None)

    def not_valid(self) -> "CertificateCopyQuerySet":
        """Those that were replaced, or whose certificate is suspended or revoked."""
        return self.exclude(replaced_at=None, certificate__in=Certificate.objects.in_force())


class CertificateCopy(models.Model):
    """Anybody with the paper can check it at /c/<code>/. The code is printed, so neither it nor the address may change.

    A new name is a new copy under the same number. What the name was on an earlier one is kept nowhere.
    """

    STATUS_SIZE = 2**20  # places in that list: far more than papers, so that who has which says nothing

    class Language(models.TextChoices):
        SWEDISH = "sv", _("Swedish")
        ENGLISH = "en", _("English")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="copies")
    edition = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=32, unique=True)  # 128 bits
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.SWEDISH)
    renewal_hours = models.PositiveSmallIntegerField(null=True)  # of continuing education, where it renewed
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    status_index = models.PositiveIntegerField(unique=True)  # its place in the list that digital badges point to
    replaced_at = models.DateTimeField(null=True)  # when the next edition was made, by its maker

    get_language_display = label_of("language", Language)
    objects = CertificateCopyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "edition"], name="certificate_edition_once"),
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(replaced_at=None), name="one_current_copy_of_a_certificate"
            ),
            models.CheckConstraint(name="certificate_edition_from_one", condition=Q(edition__gte=1)),
            models.CheckConstraint(name="copy_code_of_128_bits", condition=Q(code__regex=r"^[0-9a-f]{32}$")),
            models.CheckConstraint(name="copy_language_known", condition=Q(language__in=["sv", "en"])),
            models.CheckConstraint(name="copy_status_index_in_the_list", condition=Q(status_index__lt=2**20)),
            models.CheckConstraint(
                name="copy_replaced_after_it_was_made",
                condition=Q(replaced_at=None) | Q(replaced_at__gte=models.F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}, {self.edition}"
