"""One person's wish to be trained, and what they have agreed to."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.privacy.models import Consent
from peersupport.shared.models import Rows, label_of
from training.models.admission_group import Assessor


class ApplicationQuerySet(Rows):
    def visible_to(self, membership) -> "ApplicationQuerySet":
        """Only who is in the admission group of its cohort, acting for its host or for the nation (domain 7.8)."""
        if membership.role not in (*COORDINATORS, Role.COURSE_LEADER):
            return self.none()
        group = Assessor.objects.open().filter(cohort=OuterRef("cohort"), user=membership.user_id)
        mine = self.exclude(status=Application.Status.DRAFT).filter(Exists(group))
        if membership.role == Role.NATIONAL_COORDINATOR:
            return mine
        return mine.filter(host=membership.organisation_id)

    def undecided(self) -> "ApplicationQuerySet":
        return self.filter(status__in=Application.UNDECIDED)

    def counting(self) -> "ApplicationQuerySet":
        """Those that wait, stand in reserve or were granted, as far as the applicant knows: one each to one cohort."""
        return self.filter(known_status__in=Application.COUNTING, erased_at=None)

    def to_tell(self) -> "ApplicationQuerySet":
        """Those with a decision that the applicant doesn't know yet."""
        return self.filter(status__in=Application.DECIDED, told_at=None)


class Application(models.Model):
    """Written in four steps on the public page, sent with consent. Who isn't admitted never becomes a Person.

    The letter, and what others write about it, are sealed apart (Paper). ``known_status`` is what the applicant may
    know: a decision counts for them from ``told_at``, when it is let out. "" until it is sent.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being written")
        RECEIVED = "received", _("Received")
        INVITED = "invited", _("Invited to an interview")
        INTERVIEWED = "interviewed", _("Interviewed")
        ADMITTED = "admitted", _("Admitted")
        RESERVE = "reserve", _("In reserve")
        REJECTED = "rejected", _("Not admitted")
        WITHDRAWN = "withdrawn", _("Taken back")

    class Reason(models.TextChoices):
        """Why not, in codes that say nothing of health (domain 1.4)."""

        FULL = "full", _("The cohort is full")
        REQUIREMENTS = "requirements", _("Does not meet the requirements")
        WITHDREW = "withdrew", _("Withdrew")
        OTHER = "other", _("Other")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        UNSURE = "unsure", _("I don't know yet")
        NO = "no", _("No")

    _OUTCOMES = {Status.ADMITTED, Status.RESERVE, Status.REJECTED, Status.WITHDRAWN}
    STEPS = {
        Status.DRAFT: {Status.RECEIVED},
        Status.RECEIVED: {Status.INVITED, Status.INTERVIEWED, *_OUTCOMES},
        Status.INVITED: {Status.INTERVIEWED, *_OUTCOMES},
        Status.INTERVIEWED: _OUTCOMES,
        Status.RESERVE: {Status.ADMITTED, Status.REJECTED, Status.WITHDRAWN},
        Status.ADMITTED: {Status.WITHDRAWN},  # who says no to their seat
        Status.REJECTED: {Status.WITHDRAWN},  # as long as they don't know
        Status.WITHDRAWN: set(),
    }
    UNDECIDED = (Status.RECEIVED, Status.INVITED, Status.INTERVIEWED)
    DECIDED = (Status.ADMITTED, Status.RESERVE, Status.REJECTED)
    MAY_BE_DECIDED = (*UNDECIDED, Status.RESERVE)
    COUNTING = (*UNDECIDED, Status.ADMITTED, Status.RESERVE)
    PERSONAL = {"given_name": "Erased", "family_name": "", "email": "erased@example.invalid", "phone": ""}

    cohort = models.ForeignKey("programs.Cohort", models.PROTECT, related_name="+")
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    seat = models.ForeignKey("programs.Seat", models.PROTECT, null=True, related_name="+")  # whose code was used
    given_name = models.CharField(_("first name"), max_length=100)
    family_name = models.CharField(_("last name"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(max_length=2, default="sv")
    can_attend = models.CharField(_("can be there all days"), max_length=6, choices=Answer, blank=True)
    wants_half_time = models.CharField(_("wants to work at least half-time"), max_length=6, choices=Answer, blank=True)
    saved_at = models.DateTimeField()  # a draft that nobody goes on with is erased a day after
    received_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVED)
    known_status = models.CharField(max_length=12, choices=Status, blank=True, default="received", db_default="")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reserve_until = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)  # when name, address and papers went

    get_status_display = label_of("status", Status)
    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "email"],
                condition=Q(
                    known_status__in=["received", "invited", "interviewed", "admitted", "reserve"], erased_at=None
                ),
                name="one_counting_application_per_cohort",
            ),
            models.CheckConstraint(
                name="application_status_known",
                condition=Q(
                    status__in=[
                        *("draft", "received", "invited", "interviewed"),
                        *("admitted", "reserve", "rejected", "withdrawn"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="application_known_status_known",
                condition=Q(
                    known_status__in=[
                        *("", "draft", "received", "invited", "interviewed"),
                        *("admitted", "reserve", "rejected", "withdrawn"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="application_reason_known",
                condition=Q(reason__in=["", "full", "requirements", "withdrew", "other"]),
            ),
            models.CheckConstraint(
                name="application_answers_known",
                condition=Q(
                    can_attend__in=["", "yes", "unsure", "no"], wants_half_time__in=["", "yes", "unsure", "no"]
                ),
            ),
            models.CheckConstraint(
                name="application_received_when_sent",
                condition=Q(status="draft", received_at=None) | ~Q(status="draft") & Q(received_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_decided_when_and_by_whom",
                condition=Q(
                    status__in=["draft", "received", "invited", "interviewed", "withdrawn"],
                    decided_at=None,
                    decided_by=None,
                )
                | Q(
                    status__in=["admitted", "reserve", "rejected", "withdrawn"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="application_told_of_a_decision",
                condition=Q(told_at=None, told_by=None)
                | Q(told_at__isnull=False, told_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_rejected_with_a_reason",
                condition=Q(status="rejected") & ~Q(reason="") | ~Q(status="rejected") & Q(reason=""),
            ),
            models.CheckConstraint(
                name="application_in_reserve_until_a_day",
                condition=Q(status="reserve", reserve_until__isnull=False) | ~Q(status="reserve"),
            ),
        ]
        indexes = [models.Index(fields=["cohort", "status"], name="application_by_cohort")]

    def __str__(self) -> str:
        return f"Application {self.pk}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class ApplicationConsent(models.Model):
    """An applicant's yes to one purpose, in one version of its text. It is their Consent once they are admitted."""

    # What optional purposes' texts are called now; the training's own is the programme's consent_version. To research
    # nobody is asked to say yes while others decide about them (peersupport.privacy.consents)
    VERSIONS = {Consent.Purpose.FOLLOW_UP: "2026-1", Consent.Purpose.NETWORK: "2026-1"}

    application = models.ForeignKey(Application, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Consent.Purpose)
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "purpose"],
                condition=Q(withdrawn_at=None),
                name="one_open_consent_per_application_and_purpose",
            ),
            models.CheckConstraint(
                name="application_consent_purpose_known",
                condition=Q(purpose__in=["training", "follow_up", "network", "research"]),
            ),
            models.CheckConstraint(
                name="application_consent_withdrawn_after_given",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.text_version}"
