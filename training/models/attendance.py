"""Who was there, half a day at a time."""

from collections.abc import Collection
from decimal import Decimal

from django.db import models
from django.db.models import Case, Count, DecimalField, Exists, F, OuterRef, Q, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows
from training.models.attendance_status import AttendanceStatus
from training.models.make_up import MakeUp


class AttendanceQuerySet(Rows):
    def missed(self) -> "AttendanceQuerySet":
        return self.exclude(mark=Attendance.Mark.PRESENT)

    def with_made_up(self) -> "AttendanceQuerySet":
        """With ``made_up``: a task for the day was signed off."""
        return self.annotate(made_up=_made_up())

    def sessions_attended(self):
        """An aggregate: sessions there, each by the share of it that its mark stands for; one made up is a whole.

        A mark of the programme's own counts what the programme says.
        """
        shares = (When(mark=m, then=Value(share)) for m, share in Attendance.SHARE.items())
        own = When(status__isnull=False, then=F("status__share"))
        return Sum(Case(When(_made_up(), then=Value(Decimal(1))), own, *shares, output_field=DecimalField()))

    def sessions_made_up(self):
        """An aggregate: those of them that were missed, and for which a task was signed off."""
        return Count("pk", filter=_made_up() & ~Q(mark=Attendance.Mark.PRESENT))


def _made_up() -> Exists:
    """Whether a task for the day of this mark was signed off."""
    tasks = MakeUp.objects.signed_off().filter(participation=OuterRef("participation"), day=OuterRef("session__day"))
    return Exists(tasks)


class Attendance(models.Model):
    """One person, one session. No reason is ever kept."""

    class Mark(models.TextChoices):
        PRESENT = "present", _("Here")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Absent")

    SHARE = {Mark.PRESENT: Decimal(1), Mark.EXCUSED: Decimal(0), Mark.ABSENT: Decimal(0)}

    participation = models.ForeignKey("training.Participation", models.CASCADE, related_name="attendance")
    session = models.ForeignKey("training.CourseSession", models.CASCADE, related_name="attendance")
    mark = models.CharField(max_length=8, choices=Mark)
    status = models.ForeignKey(
        "training.AttendanceStatus", models.PROTECT, null=True, related_name="+"
    )  # the finer word

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participation", "session"], name="one_mark_per_person_and_session"),
            models.CheckConstraint(
                name="attendance_mark_known", condition=Q(mark__in=["present", "excused", "absent"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.session_id}: {self.mark}"


class OwnMark(str):
    """A programme's own mark for a whole day: a code, which knows its ``meaning``."""

    __slots__ = ("meaning",)
    meaning: AttendanceStatus

    def __new__(cls, meaning: AttendanceStatus) -> "OwnMark":
        made = super().__new__(cls, meaning.code)
        made.meaning = meaning
        return made


class DayMark(models.TextChoices):
    """What is said of a person's whole day in one tap: a mark for the morning and one for the afternoon."""

    PRESENT = "present", _("Here")
    MORNING = "morning", _("Morning only")
    AFTERNOON = "afternoon", _("Afternoon only")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")

    @property
    def halves(self) -> dict[str, str]:
        """The mark of each part of the day."""
        here, away = Attendance.Mark.PRESENT, Attendance.Mark.ABSENT
        morning, afternoon = {
            DayMark.PRESENT: (here, here),
            DayMark.MORNING: (here, away),
            DayMark.AFTERNOON: (away, here),
            DayMark.EXCUSED: (Attendance.Mark.EXCUSED,) * 2,
            DayMark.ABSENT: (away, away),
        }[self]
        return {"morning": morning, "afternoon": afternoon}

    @property
    def counts(self) -> str:
        """How much it counts for, in words."""
        there = sum(mark == Attendance.Mark.PRESENT for mark in self.halves.values())
        share = AttendanceStatus.Share
        return str((share.NONE, share.HALF, share.WHOLE)[there].label)

    @classmethod
    def without(cls, parts: Collection[str]) -> "DayMark":
        """The day of somebody who can't come to these parts of it."""
        here, excused = Attendance.Mark.PRESENT, Attendance.Mark.EXCUSED
        return cls.of({part: excused if part in parts else here for part in cls.PRESENT.halves})

    @classmethod
    def of(cls, halves: dict[str, str]) -> "DayMark | None":
        """The day that marks make (part → mark); None without any. Away is excused only when the whole day is."""
        if not halves:
            return None
        here = [part for part, mark in halves.items() if mark == Attendance.Mark.PRESENT]
        if len(here) == 1:
            return cls(here[0])
        if here:
            return cls.PRESENT
        return cls.EXCUSED if set(halves.values()) == {Attendance.Mark.EXCUSED} else cls.ABSENT
