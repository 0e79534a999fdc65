"""What peer supporters of a programme promise each other and those they meet."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows


class EthicalGuidelines(models.Model):
    """One version of a programme's ethical guidelines. Rows are only ever added: somebody has promised each."""

    PERSONAL = {}

    programme = models.ForeignKey("programs.Programme", models.PROTECT, related_name="guidelines")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("text"))  # a line each, as they are read
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = Rows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="guidelines_number_once"),
            models.CheckConstraint(name="guidelines_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="guidelines_say_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return _("Version %(number)s, %(day)s") % {"number": self.number, "day": f"{self.published_at:%Y-%m-%d}"}
