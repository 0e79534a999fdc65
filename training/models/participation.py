"""A person in a seat."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.directory.models import PersonAccess
from peersupport.shared.models import Rows
from programs.models import Cohort, Requirement, Requirements
from training.models.acknowledgement import Acknowledgement
from training.models.attendance import Attendance
from training.models.course import CourseSession
from training.models.home_assignment import still_to_hand_in
from training.models.pause import TODAY, Pause
from training.models.summing_up import SummingUp


class ParticipationQuerySet(Rows):
    def visible_to(self, membership) -> "ParticipationQuerySet":
        """The nation sees all, a region its host's, a peer supporter their own.

        A leader sees those in the cohorts that they lead for the organisation they act for, while they have access.
        """
        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                return self.filter(host=membership.organisation_id)
            case Role.COURSE_LEADER:
                given = PersonAccess.objects.given_to(membership).values("person")
                return self.filter(cohort__in=Cohort.objects.visible_to(membership), person__in=given)
            case Role.PEER_SUPPORTER:
                known = models.Q(application=None) | models.Q(application__told_at__isnull=False)
                return self.filter(known, person__user=membership.user_id)
        return self.none()

    def present_in_course(self) -> "ParticipationQuerySet":
        """Those who count as participants: everybody but those who left."""
        return self.exclude(status=Participation.Status.DROPPED_OUT)

    def to_be_told(self) -> "ParticipationQuerySet":
        """Those in the course who know that they are: an answer that isn't let out yet isn't told by a message."""
        return self.present_in_course().filter(Q(application=None) | Q(application__told_at__isnull=False))

    def to_be_listed(self) -> "ParticipationQuerySet":
        """Those who stand on lists that leave the house: nobody who is handled specially, not by their alias either."""
        return self.filter(person__special_at=None)

    def with_pause(self, day: date) -> "ParticipationQuerySet":
        """With ``is_pausing``: whether they make a pause that day."""
        return self.annotate(is_pausing=Exists(Pause.objects.on(day).filter(participation=OuterRef("pk"))))

    def not_pausing(self, day: date | TruncDate = TODAY) -> "ParticipationQuerySet":
        """Those who make no pause that day, which is today unless another is given: nobody is written to in one."""
        return self.exclude(Exists(Pause.objects.on(day).filter(participation=OuterRef("pk"))))

    def expected_on(self, day: date) -> "ParticipationQuerySet":
        """Those whose attendance that day is asked for: they had joined by then, or have a mark already."""
        marks = Attendance.objects.filter(participation=OuterRef("pk"), session__day__date=day)
        return self.filter(Q(admitted_at__date__lte=day) | Exists(marks))

    def with_attendance(self) -> "ParticipationQuerySet":
        """With ``sessions`` that count for them, ``registered`` of them, ``attended`` (``made_up`` among them) and the
        ``required`` share.

        Those before somebody joined don't count, unless they have a mark. training.rules.Standing is made of this.
        """
        marks = Attendance.objects.filter(participation=OuterRef("pk")).order_by().values("participation")
        attended = marks.annotate(n=Attendance.objects.sessions_attended()).values("n")
        made_up = marks.annotate(n=Attendance.objects.sessions_made_up()).values("n")
        marked = Attendance.objects.filter(participation=OuterRef(OuterRef("pk")), session=OuterRef("pk"))
        counts = Q(day__date__gte=OuterRef("joined_on")) | Exists(marked)
        sessions = CourseSession.objects.filter(counts, day__cohort=OuterRef("cohort")).order_by().values("day__cohort")
        return self.annotate(joined_on=TruncDate("admitted_at")).annotate(
            sessions=Coalesce(Subquery(sessions.annotate(n=Count("pk")).values("n")), 0),
            registered=Coalesce(Subquery(sessions.annotate(n=Count("registered_at")).values("n")), 0),
            attended=Coalesce(Subquery(attended), models.Value(Decimal(0))),
            made_up=Coalesce(Subquery(made_up), 0),
            required=Coalesce(
                Subquery(_asked(Requirement.Kind.ATTENDANCE).values("share")), models.Value(Requirements.attendance)
            ),
        )

    def with_requirements(self) -> "ParticipationQuerySet":
        """With their attendance, and for whatever else a certificate takes whether it does and whether it is done.

        training.rules.Eligibility is made of this.
        """
        left = still_to_hand_in().order_by().values("cohort")
        promised = Acknowledgement.objects.filter(participation=OuterRef("pk"), guidelines=OuterRef("guidelines_asked"))
        return (
            self.with_attendance()
            .annotate(
                takes_assignments=Exists(_asked(Requirement.Kind.ASSIGNMENTS)),
                assignments_left=Coalesce(Subquery(left.annotate(n=Count("pk")).values("n")), 0),
                takes_summing_up=Exists(_asked(Requirement.Kind.SUMMING_UP)),
                summed_up=Exists(SummingUp.objects.filter(participation=OuterRef("pk"))),
                guidelines=Subquery(_asked(Requirement.Kind.GUIDELINES).values("guidelines__number")),
                guidelines_asked=Subquery(_asked(Requirement.Kind.GUIDELINES).values("guidelines")),
            )
            .annotate(acknowledged=Exists(promised))
        )

    def ready_for_certificate(self) -> "ParticipationQuerySet":
        """Those who have all that a certificate takes, and none: what Eligibility.is_met says, asked in SQL."""
        waiting = self.filter(status__in=[Participation.Status.ADMITTED, Participation.Status.NOT_COMPLETED])
        there = Q(sessions__gt=0, attended__gte=F("required") * F("sessions"))
        talked, promised = Q(takes_summing_up=False) | Q(summed_up=True), Q(guidelines=None) | Q(acknowledged=True)
        handed_in = Q(takes_assignments=False) | Q(assignments_left=0)
        return waiting.with_requirements().filter(there, handed_in, talked, promised)


def _asked(kind: Requirement.Kind):
    """What the outer query's cohort asks for of this kind."""
    return Requirement.objects.of_a("cohort").filter(kind=kind)


class Participation(models.Model):
    """Deltagande. Its seat points to the order line or grant that pays, so the chain is unbroken."""

    class Status(models.TextChoices):
        ADMITTED = "admitted", _("Admitted")
        CERTIFIED = "certified", _("Certified")
        NOT_COMPLETED = "not_completed", _("Not completed")
        DROPPED_OUT = "dropped_out", _("Left the course")

    class LeftFor(models.TextChoices):
        """Why somebody left, in codes that say nothing of health. It stays with us: an orderer sees the seat alone."""

        OWN_CHOICE = "own", _("Their own choice")
        WORK = "work", _("Work or studies")
        OURS = "ours", _("We couldn't give what it took")
        SILENT = "silent", _("Nobody could reach them")
        OTHER = "other", _("Something else")
        MOVED = "moved", _("Goes on in another cohort")  # said by actions.participations.go_on_in alone

        @classmethod
        def to_choose(cls) -> list[tuple[str, str]]:
            return [choice for choice in cls.choices if choice[0] != cls.MOVED]

    STEPS = {
        Status.ADMITTED: {Status.CERTIFIED, Status.NOT_COMPLETED, Status.DROPPED_OUT},
        Status.NOT_COMPLETED: {Status.CERTIFIED},
        Status.CERTIFIED: set(),
        Status.DROPPED_OUT: set(),
    }

    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    cohort = models.ForeignKey("programs.Cohort", models.PROTECT, related_name="+")
    seat = models.ForeignKey("programs.Seat", models.PROTECT, related_name="+")
    application = models.OneToOneField(
        "training.Application", models.SET_NULL, null=True, related_name="+"
    )  # null: an application is erased earlier than the participation
    status = models.CharField(max_length=15, choices=Status, default=Status.ADMITTED)
    admitted_at = models.DateTimeField()
    left_for = models.CharField(_("reason"), max_length=6, choices=LeftFor, blank=True, db_default="")

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="participation_status_known",
                condition=Q(status__in=["admitted", "certified", "not_completed", "dropped_out"]),
            ),
            models.CheckConstraint(
                name="participation_left_for_known",
                condition=Q(left_for__in=["", "own", "work", "ours", "silent", "other", "moved"]),
            ),
            models.CheckConstraint(
                name="participation_left_for_a_reason",
                condition=Q(status="dropped_out") & ~Q(left_for="") | ~Q(status="dropped_out") & Q(left_for=""),
            ),
            models.UniqueConstraint(fields=["seat"], condition=~Q(status="dropped_out"), name="one_person_in_a_seat"),
            models.UniqueConstraint(
                fields=["person", "cohort"], condition=~Q(status="dropped_out"), name="one_seat_per_person_and_cohort"
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "status"], name="participation_by_cohort"),
            models.Index(fields=["person"], name="participation_by_person"),
            models.Index(fields=["host", "person"], name="participation_by_host"),
        ]

    def __str__(self) -> str:
        return f"Participation {self.pk}"

    @property
    def state(self) -> str:
        """How it goes, in a word or two: to go on in another cohort isn't to leave."""
        if self.left_for == self.LeftFor.MOVED:
            return str(self.LeftFor.MOVED.label)
        return str(self.get_status_display())

    @property
    def language(self) -> str:
        """In which to write to somebody without an account: that of their application, while it is there."""
        return self.application.language if self.application else "sv"
