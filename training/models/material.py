"""Course material: what is handed out with a module."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.documents import uploads
from peersupport.documents.models import FileRows, StoredFile, file_is_checked
from programs.models import Cohort
from training.models.course import CourseDay, CourseSession


class MaterialQuerySet(FileRows):
    def visible_to(self, membership) -> "MaterialQuerySet":
        """The nation sees all, a region its own and those of the nation. Others see a cohort's: :func:`of_cohort`."""
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(Q(owner=None) | Q(owner=membership.organisation_id))
        return self.none()

    def managed_by(self, membership) -> "MaterialQuerySet":
        """What a coordinator may change: a region its own."""
        if membership.role == Role.REGIONAL_COORDINATOR:
            return self.filter(owner=membership.organisation_id)
        return self.visible_to(membership)

    def in_use(self) -> "MaterialQuerySet":
        return self.filter(retired=False)

    def of_cohort(self, cohort: Cohort) -> "MaterialQuerySet":
        """What is used of the modules in a cohort's schedule: the nation's, and its host's own."""
        taught = CourseSession.objects.of_cohort(cohort.pk).exclude(module=None).values("module")
        return self.in_use().filter(Q(owner=None) | Q(owner=cohort.host_id), module__in=taught)

    def on_day(self, day: CourseDay) -> "MaterialQuerySet":
        return self.filter(module__in=day.sessions.exclude(module=None).values("module"))

    def handed_out(self, cohort: Cohort, *, on: date) -> "MaterialQuerySet":
        """What its participants read by then: nothing before the first course day, or of what is called off."""
        rows = self.of_cohort(cohort)
        return rows if cohort.starts_on <= on and cohort.status != Cohort.Status.CANCELLED else rows.none()


class Material(StoredFile):
    """Kursmaterial. A new file takes the old one's place: the row, its address and its title stay.

    It is saved as its title, so that nobody's name comes along from the computer that it was sent from.
    """

    PERSONAL = {}

    module = models.ForeignKey("training.Module", models.PROTECT, related_name="material")
    owner = models.ForeignKey("directory.Organisation", models.PROTECT, null=True, related_name="+")  # null: for all
    title = models.CharField(_("title"), max_length=80)
    edition = models.PositiveIntegerField(default=1, db_default=1)  # how many files it has had
    retired = models.BooleanField(_("retired"), default=False)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)  # two who edit at once: actions

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "material"
        constraints = [
            models.UniqueConstraint(
                fields=["module", "owner", "title"],
                condition=Q(retired=False),
                name="material_title_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="material_edition_from_one", condition=Q(edition__gte=1)),
            *file_is_checked("material"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def file_name(self) -> str:
        return uploads.clean_name(self.title, self.media_type)

    @property
    def kind(self) -> str:
        """PDF, PNG or JPEG."""
        return self.Media(self.media_type).label
