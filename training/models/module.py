"""What a course is made of, block by block."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows


class ModuleQuerySet(Rows):
    def in_use(self) -> "ModuleQuerySet":
        return self.filter(retired=False)


class Module(models.Model):
    """Modul. A retired one stays where it was taught, and is chosen for nothing new."""

    PERSONAL = {}

    programme = models.ForeignKey("programs.Programme", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name in Swedish"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    description = models.CharField(_("what it is about"), max_length=300, blank=True)
    retired = models.BooleanField(_("retired"), default=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    objects = ModuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="module_number_from_one", condition=Q(number__gte=1)),
            models.UniqueConstraint(fields=["programme", "number"], name="module_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return self.name_en if get_language() == "en" and self.name_en else self.name
