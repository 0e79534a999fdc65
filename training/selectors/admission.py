"""What the admission group reads: an application with what others think of it, and who has read what."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Lower

from peersupport.accounts.models import User
from peersupport.audit.status import subject_of
from peersupport.directory.models import Person
from peersupport.privacy.models import Reading
from programs.models import Cohort
from training.models import Application, Assessment, Assessor, InterviewTime, Paper

Opinion = Assessment.Opinion


@dataclass(frozen=True)
class Admission:
    """One application as one of its group sees it.

    ``is_blind``: they haven't given their own assessment, so nobody else's is shown. ``papers`` are those that they may
    open, ``others`` the assessments by others, ``asked`` how many the programme asks for.
    """

    mine: Assessment | None
    others: list[Assessment]
    papers: list[Paper]
    readings: list[Reading]
    time: InterviewTime | None
    asked: int
    is_decided: bool
    is_elsewhere: bool
    can_invite: bool = field(default=False)

    @property
    def stepped_aside(self) -> bool:
        return self.mine is not None and self.mine.opinion == Opinion.STEPPED_ASIDE

    @property
    def is_blind(self) -> bool:
        return self.mine is None and not self.is_decided

    @property
    def given(self) -> int:
        counted = [row for row in (self.mine, *self.others) if row and row.opinion != Opinion.STEPPED_ASIDE]
        return len(counted)

    @property
    def missing(self) -> int:
        return max(0, self.asked - self.given)

    @property
    def may_assess(self) -> bool:
        """Until it is decided, and until others have read one's own."""
        if self.is_decided:
            return False
        return self.mine is None or self.stepped_aside or not self._others_counted

    @property
    def _others_counted(self) -> bool:
        return any(row.opinion != Opinion.STEPPED_ASIDE for row in self.others)


def admission_of(*, application: Application, user: User, at: datetime) -> Admission:
    """Seven queries."""
    given = list(application.assessments.select_related("given_by").order_by("given_at", "pk"))
    mine = next((row for row in given if row.given_by_id == user.pk), None)
    is_decided = application.status not in Application.MAY_BE_DECIDED
    free = InterviewTime.objects.free().filter(cohort=application.cohort_id, starts_at__gt=at)
    return Admission(
        mine=mine,
        others=[row for row in given if row is not mine],
        papers=list(readable_papers(application=application, user=user).select_related("written_by")),
        readings=_readings(application),
        time=InterviewTime.objects.filter(application=application).first(),
        asked=application.cohort.programme.assessors,
        is_decided=is_decided,
        is_elsewhere=_is_elsewhere(application),
        can_invite=application.status == Application.Status.RECEIVED and free.exists(),
    )


def readable_papers(*, application: Application, user: User):
    """What somebody in the group may open: others' assessments only once they have given their own, or it is decided.

    Nothing at all for who has stepped aside, and of what was taken back. The group itself is asked by
    Application.visible_to.
    """
    if application.status == Application.Status.WITHDRAWN:
        return Paper.objects.none()
    mine = Assessment.objects.filter(application=OuterRef("application"), given_by=user)
    papers = Paper.objects.filter(application=application).exclude(Exists(mine.filter(opinion=Opinion.STEPPED_ASIDE)))
    undecided = application.status in Application.MAY_BE_DECIDED
    seen = Q() if not undecided else ~Q(kind=Paper.Kind.ASSESSMENT) | Q(written_by=user) | Exists(mine)
    return papers.filter(seen).order_by("written_at", "pk")


def _readings(application: Application) -> list[Reading]:
    """The latest time that each person read each kind of paper, with ``paper``: what it is called."""
    rows = Reading.objects.filter(subject=subject_of(application)).order_by("what", "read_by", "-read_at")
    latest = list(rows.distinct("what", "read_by").select_related("read_by"))
    for row in latest:
        row.paper = dict(Paper.Kind.choices).get(row.what, row.what)
    return sorted(latest, key=lambda row: row.read_at)


def _is_elsewhere(application: Application) -> bool:
    """Whether somebody of this name, with this address or phone, has applied to or is with another host.

    Only that it is so, and nothing of where (domain 7.9).
    """
    same_name = Q(given=application.given_name.lower(), family=application.family_name.lower())
    same = same_name & Q(email=application.email)
    if application.phone:
        same |= same_name & Q(phone=application.phone)
    names = {"given": Lower("given_name"), "family": Lower("family_name")}
    applied = Application.objects.counting().exclude(host=application.host_id).annotate(**names).filter(same)
    known = Person.objects.annotate(**names).filter(same, registrations__isnull=False)
    return applied.exists() or known.exclude(registrations__host=application.host_id).exists()


def applications_in(*, cohort: Cohort, membership) -> Iterable[Application]:
    """A cohort's applications for its group's list: those that wait first, each with ``assessed``. One query."""
    counted = Count("assessments", filter=~Q(assessments__opinion=Opinion.STEPPED_ASIDE))
    rows = Application.objects.visible_to(membership).filter(cohort=cohort).annotate(assessed=counted)
    rows = rows.select_related("seat", "interview_time")
    return rows.order_by(F("decided_at").desc(nulls_first=True), "received_at", "pk")


def group_of(*, cohort: Cohort) -> list[Assessor]:
    rows = Assessor.objects.open().filter(cohort=cohort).select_related("user")
    return list(rows.order_by("user__given_name", "user__family_name", "pk"))
