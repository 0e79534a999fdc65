import datetime as dt
import uuid

import factory
from factory.django import DjangoModelFactory

from peersupport.links.models import OneTimeLink

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


class OneTimeLinkFactory(DjangoModelFactory):
    class Meta:
        model = OneTimeLink

    purpose = "invitation"
    subject_id = 7
    nonce = factory.LazyFunction(uuid.uuid4)
    created_at = NOON
    expires_at = NOON + dt.timedelta(days=7)
