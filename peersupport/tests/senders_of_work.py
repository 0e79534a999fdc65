"""Something right to send to the forms about work; see product_forms.py."""

import datetime as dt
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from peersupport.directory.tests.factories import RegistrationFactory
from peersupport.tests.senders import Sent, sent, signed_in, today
from placements.tests.factories import EducationFactory


def _education() -> dict:
    return {
        "kind": "network",
        "title": "Vårträff",
        "description": "Ta med fika.",
        "day": (timezone.localdate() + dt.timedelta(days=30)).isoformat(),
        "begins": "13.00",
        "ends": "16:00",
        "place": "Västerås",
        "hours": "2.5",
        "capacity": "20",
        "for_everybody": "on",
    }


def education_new(client: Client) -> Sent:
    host = signed_in(client, regional=True).organisation
    return sent("placements:education_new", key=uuid4(), host=host.pk, **_education())


def education_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    begins = timezone.now() + dt.timedelta(days=20)
    planned = EducationFactory(starts_at=begins, ends_at=begins + dt.timedelta(hours=2))
    return sent("placements:education_edit", planned.pk, version="1", **_education())


def education_needs(client: Client) -> Sent:
    signed_in(client, supervisor=True)
    return sent("placements:education_needs", key=uuid4(), themes="ethics")


def my_hours(client: Client) -> Sent:
    peer = signed_in(client, peer=True)
    RegistrationFactory(person__user=peer.user, host=peer.organisation)
    return sent("placements:my_hours", key=uuid4(), what="Studiecirkel", held_on=today(), hours="2.5")
