"""What an organisation was called before."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OrganisationName(models.Model):
    """A former name. Written when the name is changed; papers of that time bear it, and search finds it."""

    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    since = models.DateField(null=True)  # null: as long as we have known it
    until = models.DateField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="former_name_ends_after_it_began", condition=Q(since=None) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(name="former_name_is_one", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
