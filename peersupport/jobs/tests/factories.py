import datetime as dt
import uuid

import factory
from factory.django import DjangoModelFactory

from peersupport.jobs.models import Heartbeat, IdempotencyKey, JobFile, LongJob

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


class IdempotencyKeyFactory(DjangoModelFactory):
    class Meta:
        model = IdempotencyKey

    key = factory.LazyFunction(uuid.uuid4)
    purpose = "tests"
    owner = "membership:1"
    created_at = NOON


class LongJobFactory(DjangoModelFactory):
    class Meta:
        model = LongJob

    class Params:
        running = factory.Trait(status=LongJob.Status.RUNNING, total=10, heard_at=NOON)
        ended = factory.Trait(status=LongJob.Status.DONE, total=10, done=10, heard_at=NOON, finished_at=NOON)

    kind = "tests"
    owner = "membership:1"
    created_at = NOON


class JobFileFactory(DjangoModelFactory):
    class Meta:
        model = JobFile

    job = factory.SubFactory(LongJobFactory, ended=True)
    name = "Intyg.pdf"
    media_type = "application/pdf"
    content = b"%PDF-"
    made_at = NOON


class HeartbeatFactory(DjangoModelFactory):
    class Meta:
        model = Heartbeat
        django_get_or_create = ("name",)

    name = "beat"
    at = NOON
