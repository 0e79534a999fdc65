"""What beat starts."""

import datetime as dt

import pytest
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from training import tasks
from training.models import Application, Paper
from training.tests.factories import ApplicationFactory, CertificateCaseFactory, PaperFactory

pytestmark = pytest.mark.django_db


def ago(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def test_old_drafts_and_old_papers_go_and_young_ones_stay():
    old_draft, young_draft = (
        ApplicationFactory(draft=True, saved_at=ago(2)),
        ApplicationFactory(draft=True, saved_at=ago(0)),
    )
    old, young = (ApplicationFactory(rejected=True, decided_at=ago(days)) for days in (93, 80))
    for application in (old_draft, young_draft, old, young):
        PaperFactory(application=application)

    tasks.tidy_applications()

    assert set(Paper.objects.values_list("application", flat=True)) == {young_draft.pk, young.pk}
    assert not Application.objects.filter(pk=old_draft.pk).exists()
    assert Application.objects.get(pk=old.pk).given_name == "Erased"


def test_a_place_in_reserve_ends_the_day_after_its_last_unless_nobody_was_told():
    today, by = timezone.localdate(), UserFactory()
    decided = {"status": "reserve", "decided_at": ago(365), "decided_by": by}
    told = {"told_at": ago(360), "told_by": by}
    over = ApplicationFactory(**decided, **told, reserve_until=today - dt.timedelta(days=1))
    last_day = ApplicationFactory(**decided, **told, reserve_until=today)
    untold = ApplicationFactory(**decided, reserve_until=today - dt.timedelta(days=1))

    tasks.end_reserves()

    status = dict(Application.objects.values_list("pk", "status"))
    assert status == {over.pk: "withdrawn", last_day.pk: "reserve", untold.pk: "reserve"}


def test_old_cases_are_erased():
    case = CertificateCaseFactory(outcome="approved", decided_at=ago(2 * 365), decided_by=UserFactory())

    tasks.erase_cases()

    case.refresh_from_db()
    assert case.is_erased is True
