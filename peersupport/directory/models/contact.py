"""Whom to reach in an organisation about what. Ended, never deleted: who answered last year is still to be read."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.directory.models.organisation import Organisation
from peersupport.shared.models import Rows, label_of


class ContactQuerySet(Rows):
    def open(self) -> "ContactQuerySet":
        return self.filter(until=None)

    def visible_to(self, membership) -> "ContactQuerySet":
        """Those of the organisations whose contacts somebody keeps."""
        return self.filter(organisation__in=Organisation.objects.with_contacts_kept_by(membership))


class Contact(models.Model):
    """Somebody at work, or a mailbox that several read, for one kind of question. An account isn't needed."""

    class Role(models.TextChoices):
        ORDERING = "ordering", pgettext_lazy("contact", "Orders")
        INVOICE = "invoice", pgettext_lazy("contact", "Invoices")
        AGREEMENT = "agreement", pgettext_lazy("contact", "Agreements")
        WORKPLACE = "workplace", pgettext_lazy("contact", "Workplaces")

    PERSONAL = {"name": "Erased", "email": "erased@example.invalid", "phone": ""}

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    role = models.CharField(_("about"), max_length=10, choices=Role)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("work e-mail"))
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    is_mailbox = models.BooleanField(_("a mailbox that several read"), default=False)
    since = models.DateField()
    until = models.DateField(null=True)  # the last day
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    get_role_display = label_of("role", Role)
    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_role_known", condition=Q(role__in=["ordering", "invoice", "agreement", "workplace"])
            ),
            models.CheckConstraint(
                name="contact_ended_when_and_by_whom",
                condition=Q(until=None, ended_at=None, ended_by=None)
                | Q(until__isnull=False, ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(
                fields=["organisation", "role", "email"], condition=Q(until=None), name="one_open_contact"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation_id}"  # no name: it may stand in a log

    def is_over(self, on: date) -> bool:
        return self.until is not None and self.until < on
