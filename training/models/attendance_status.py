"""Marks that a programme has of its own, beside here, excused and absent."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows

OWN = "own"  # how a programme's own mark begins where a mark is a code: own12


class AttendanceStatusQuerySet(Rows):
    def in_use(self) -> "AttendanceStatusQuerySet":
        return self.filter(retired=False)

    def in_order(self) -> "AttendanceStatusQuerySet":
        return self.order_by("position", "pk")


class AttendanceStatus(models.Model):
    """Närvarostatus: what it is called, and how much of a session it counts for. A retired one stays where it is."""

    class Share(models.TextChoices):
        WHOLE = "1.0", _("As attended")
        HALF = "0.5", _("As half attended")
        NONE = "0.0", _("As missed")

    class Shape(models.TextChoices):
        """How it is drawn in the matrix, so that it is never told by its colour alone."""

        SQUARE = "s", pgettext_lazy("shape", "Square")
        DIAMOND = "d", pgettext_lazy("shape", "Diamond")
        TRIANGLE = "t", pgettext_lazy("shape", "Triangle")

    PERSONAL = {}

    programme = models.ForeignKey("programs.Programme", models.PROTECT, related_name="+")
    name = models.CharField(_("name in Swedish"), max_length=14)  # it has to fit on a button of the phone
    name_en = models.CharField(_("name in English"), max_length=14, blank=True)
    share = models.DecimalField(_("counts"), max_digits=2, decimal_places=1)
    is_excused = models.BooleanField(_("excused"), default=False)
    shape = models.CharField(_("shape"), max_length=1, choices=Shape)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    retired = models.BooleanField(_("retired"), default=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    objects = AttendanceStatusQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "attendance statuses"
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="attendance_status_name_once"),
            models.CheckConstraint(
                name="attendance_status_share_known",
                condition=Q(share__in=[Decimal("0.0"), Decimal("0.5"), Decimal("1.0")]),
            ),
            models.CheckConstraint(name="attendance_status_shape_known", condition=Q(shape__in=["s", "d", "t"])),
            models.CheckConstraint(
                name="attendance_status_excused_is_missed", condition=Q(is_excused=False) | Q(share__lt=1)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def counts(self) -> str:
        """How much it counts for, in words."""
        return str(self.Share(str(self.share)).label)

    @property
    def nearest(self) -> str:
        """The mark that says most of it, where marks are only here, excused or absent."""
        if self.share == 1:
            return "present"
        return "excused" if self.is_excused else "absent"

    @property
    def code(self) -> str:
        """What pages and phones call it."""
        return f"{OWN}{self.pk}"
