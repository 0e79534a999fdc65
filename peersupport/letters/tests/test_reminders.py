import dataclasses
import datetime as dt

import pytest
from django.db.models import CharField, F, Value
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.accounts.tests.factories import UserFactory
from peersupport.celery import app
from peersupport.letters import tasks
from peersupport.letters.models import Letter


@pytest.fixture
def reminder(monkeypatch, greeting):
    """The greeting, due every day to everybody, until the end of that day."""

    def due(on):
        return User.objects.values(
            subject_id=F("pk"),
            user_id=F("pk"),
            occasion=Value(on.isoformat(), CharField()),
            expires_on=Value(on),
            day=Value(on.isoformat(), CharField()),
        )

    kind = dataclasses.replace(greeting, due=due)
    monkeypatch.setattr(tasks, "KINDS", {kind.name: kind, "never due": dataclasses.replace(greeting, name="never due")})
    return kind


@pytest.mark.django_db
def test_beats_door_writes_what_is_due_today_and_nothing_twice(reminder):
    users = UserFactory.create_batch(2)

    tasks.write_reminders()
    tasks.write_reminders()

    today = timezone.localdate()
    assert list(Letter.objects.order_by("user").values_list("user", "values")) == [
        (user.pk, {"day": today.isoformat()}) for user in users
    ]
    midnight = timezone.make_aware(dt.datetime.combine(today + dt.timedelta(days=1), dt.time()))
    assert set(Letter.objects.values_list("expires_at", flat=True)) == {midnight}


def test_beat_starts_only_tasks_that_are_there_and_none_between_two_and_three():
    app.loader.import_default_modules()

    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, name
        assert 2 not in getattr(entry["schedule"], "hour", ()), name
