"""Forskning: what is asked for with an ethics decision, the files made of it, and who fetched them (ADR 37)."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows, label_of

SEES_ALL = (Role.NATIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER)


class ResearchRequestQuerySet(Rows):
    def visible_to(self, membership) -> "ResearchRequestQuerySet":
        """The nation and the data protection officer see all, a region those about its own people."""
        if membership.role in SEES_ALL:
            return self
        if membership.role == Role.REGIONAL_COORDINATOR:
            return self.filter(host=membership.organisation_id)
        return self.none()

    def stood_for_by(self, user) -> "ResearchRequestQuerySet":
        """Those that somebody noted or approved: they alone have files made, and fetch them."""
        return self.filter(Q(asked_by=user) | Q(decided_by=user))

    def waiting(self) -> "ResearchRequestQuerySet":
        return self.filter(status=ResearchRequest.Status.WAITING)


class ResearchRequest(models.Model):
    """What a research project may have: two people here say so, and the list of what there is to ask for is fixed.

    Who does the research is an institution and a project, never a name.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for a decision")
        APPROVED = "approved", pgettext_lazy("request", "Approved")
        DECLINED = "declined", pgettext_lazy("request", "Declined")
        STOPPED = "stopped", pgettext_lazy("request", "Stopped")

    class Variable(models.TextChoices):
        """All that there is to ask for: nothing written by anybody, no name, no date. What each is: selectors.BOOK."""

        COURSE_YEAR = "course_year", _("Year of the course")
        COURSE_OUTCOME = "course_outcome", _("How the course went")
        DAYS_TO_CERTIFICATE = "days_to_certificate", _("Days until the certificate")
        WORK_YEAR = "work_year", _("Year of the first day at work")
        COUNTY = "county", _("County of the workplace")
        KIND = "kind", _("Kind of workplace")
        FORM = "form", _("Form of employment")
        PERCENT = "percent", _("Percent of full time")
        START_DAY = "start_day", _("Day on which a placement began, counted from the first")
        DAYS = "days", _("How long a placement lasted")
        END_REASON = "end_reason", _("Why a placement ended")
        SESSIONS = "sessions", _("Supervision sessions by month")
        MINUTES = "minutes", _("Minutes of supervision by month")
        FORMS = "forms", _("Supervision sessions by form and month")
        RESULTS = "results", _("Published results of surveys")

    STEPS = {
        Status.WAITING: {Status.APPROVED, Status.DECLINED, Status.STOPPED},
        Status.APPROVED: {Status.STOPPED},
        Status.DECLINED: set(),
        Status.STOPPED: set(),
    }
    PERSONAL = {}

    host = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, related_name="+"
    )  # whose people; null: the whole country's
    institution = models.CharField(_("institution"), max_length=120)
    title = models.CharField(_("project"), max_length=200)
    decision_number = models.CharField(_("number of the ethics decision"), max_length=40)
    approved_on = models.DateField(_("day of the ethics decision"))  # by the authority
    variables = ArrayField(models.CharField(max_length=20, choices=Variable), verbose_name=_("what is asked for"))
    first_on = models.DateField(_("people who began from"))
    last_on = models.DateField(_("people who began until"))
    keep_until = models.DateField(_("may be kept until"))
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    get_status_display = label_of("status", Status)
    objects = ResearchRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="research_status_known", condition=Q(status__in=["waiting", "approved", "declined", "stopped"])
            ),
            models.CheckConstraint(
                name="research_variables_known",
                condition=Q(
                    variables__contained_by=[
                        *("course_year", "course_outcome", "days_to_certificate", "work_year", "county", "kind"),
                        *("form", "percent", "start_day", "days", "end_reason", "sessions", "minutes", "forms"),
                        "results",
                    ]
                ),
            ),
            models.CheckConstraint(name="research_asks_for_something", condition=~Q(variables=[])),
            models.CheckConstraint(name="research_period_in_order", condition=Q(last_on__gte=F("first_on"))),
            models.CheckConstraint(
                name="research_kept_after_the_ethics_decision", condition=Q(keep_until__gt=F("approved_on"))
            ),
            models.CheckConstraint(
                name="research_decided_when_and_by_whom",
                condition=Q(status__in=["waiting", "stopped"], decided_at=None, decided_by=None)
                | Q(status__in=["approved", "declined", "stopped"], decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="research_decided_by_another", condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by"))
            ),
        ]
        indexes = [models.Index(fields=["-asked_at", "id"], name="research_by_day")]

    def __str__(self) -> str:
        return self.decision_number

    @property
    def variable_labels(self) -> list[str]:
        """In words, in the order of the form."""
        return [str(label) for code, label in self.Variable.choices if code in self.variables]

    def gives_files(self, on: date) -> bool:
        return self.status == self.Status.APPROVED and on <= self.keep_until

    def is_of(self, user) -> bool:
        """As stood_for_by()."""
        return user.pk in (self.asked_by_id, self.decided_by_id)


class ResearchExport(models.Model):
    """That a file was made, of how many. Which line was whose nobody can say: the key is gone with the process."""

    request = models.ForeignKey(ResearchRequest, models.PROTECT, related_name="exports")
    job = models.OneToOneField("jobs.LongJob", models.SET_NULL, null=True, related_name="+")  # gone after a week
    made_at = models.DateTimeField()
    size = models.PositiveIntegerField()  # people, when it was made

    objects = Rows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="no_research_on_a_few", condition=Q(size=0) | Q(size__gte=5)),
        ]

    def __str__(self) -> str:
        return f"Export {self.pk}"


class ExportedPerson(models.Model):
    """Who is in a file: for the log, for the person, and so that a file isn't handed over after a no."""

    export = models.ForeignKey(ResearchExport, models.CASCADE, related_name="people")
    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")

    objects = Rows.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "person"], name="person_once_per_export")]
        indexes = [models.Index(fields=["person"], name="exported_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.export_id}"


class ResearchFetch(models.Model):
    """Somebody fetched a file. Rows are only ever added; a trigger refuses to change or delete them."""

    export = models.ForeignKey(ResearchExport, models.PROTECT, related_name="fetches")
    fetched_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    fetched_at = models.DateTimeField()

    objects = Rows.as_manager()

    class Meta:
        verbose_name_plural = "research fetches"

    def __str__(self) -> str:
        return f"Fetch {self.pk}"
