"""Things done once however often they are asked for, and long work that shows how far it has come."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows


class IdempotencyKey(models.Model):
    """A form's token and what its first submission led to. The second submission is answered with the same result."""

    key = models.UUIDField(primary_key=True)
    purpose = models.CharField(max_length=40)
    owner = models.CharField(max_length=40)  # the scope that used it: a key is nobody else's
    result = models.CharField(max_length=80, blank=True)  # "programs.order:42"
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} {self.key}"


class LongJobQuerySet(Rows):
    def visible_to(self, membership) -> "LongJobQuerySet":
        """What this membership has asked for itself: a job is nobody else's."""
        return self.filter(owner=membership.scope_name)

    def newest(self) -> "LongJobQuerySet":
        return self.order_by("-pk")

    def still_of_use(self, at: datetime) -> "LongJobQuerySet":
        """Under way, or ended less than a day ago: then what it led to is still there."""
        return self.filter(Q(finished_at=None) | Q(finished_at__gt=at - JobFile.KEPT))


class LongJob(models.Model):
    """Work that takes longer than a request: a worker does it, a page shows how far it has come."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    owner = models.CharField(max_length=40)  # the scope that asked for it, and that may look at it
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True)  # a code of its kind: why it failed, where that is known
    created_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)  # when its worker began, or last said how far it had come
    finished_at = models.DateTimeField(null=True)

    objects = LongJobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="job_status_known", condition=Q(status__in=["waiting", "running", "done", "failed"])
            ),
            models.CheckConstraint(name="job_done_at_most_total", condition=Q(done__lte=F("total"))),
            models.CheckConstraint(
                name="job_finished_when",
                condition=Q(status__in=["waiting", "running"], finished_at=None)
                | Q(status__in=["done", "failed"], finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="job_heard_of_once_it_runs",
                condition=Q(status="waiting", heard_at=None) | ~Q(status="waiting") & Q(heard_at__isnull=False),
            ),
            models.CheckConstraint(name="job_problem_of_what_failed", condition=Q(problem="") | Q(status="failed")),
            models.UniqueConstraint(
                fields=["kind", "subject_id", "owner"],
                condition=Q(status__in=["waiting", "running"]),
                nulls_distinct=False,
                name="one_open_job_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.RUNNING)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class JobFile(models.Model):
    """What a job led to, for the one who asked. Its bytes are in the row (ADR 18), for a day."""

    PERSONAL = {"content": b""}
    KEPT = timedelta(days=1)

    job = models.OneToOneField(LongJob, models.CASCADE, related_name="file")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    objects = Rows.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="job_file_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return f"the file of job {self.job_id}"

    @property
    def erased_at(self) -> datetime:
        return self.made_at + self.KEPT


class Heartbeat(models.Model):
    """When a part of the house last said that it is alive."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"
