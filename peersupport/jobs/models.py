"""Things done once however often they are asked for, and long work that shows how far it has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """A form's token and what its first submission led to. The second submission is answered with the same result."""

    key = models.UUIDField(primary_key=True)
    purpose = models.CharField(max_length=40)
    owner = models.CharField(max_length=40)  # the scope that used it: a key is nobody else's
    result = models.CharField(max_length=80, blank=True)  # "programs.order:42"
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.purpose} {self.key}"


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
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="job_status_known", condition=models.Q(status__in=["waiting", "running", "done", "failed"])
            ),
            models.CheckConstraint(name="job_done_at_most_total", condition=models.Q(done__lte=models.F("total"))),
            models.CheckConstraint(
                name="job_finished_when",
                condition=models.Q(status__in=["waiting", "running"], finished_at=None)
                | models.Q(status__in=["done", "failed"], finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Heartbeat(models.Model):
    """When a part of the house last said that it is alive."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"
