import datetime as dt

import pytest
from django.db import IntegrityError

from peersupport.directory.tests.factories import JANUARY, PersonFactory
from peersupport.privacy.models import Consent
from peersupport.privacy.tests.factories import ConsentFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_one_person_has_one_open_yes_to_one_purpose():
    anna = PersonFactory()
    ConsentFactory(person=anna)
    ConsentFactory()

    with pytest.raises(IntegrityError, match="one_open_consent_per_purpose"):
        ConsentFactory(person=anna, text_version="2026-02")


def test_whoever_took_a_yes_back_can_give_it_again_and_both_are_kept():
    anna = PersonFactory()
    ConsentFactory(person=anna, withdrawn_at=JANUARY + DAY)
    ConsentFactory(person=anna, given_at=JANUARY + 2 * DAY, text_version="2026-02")

    assert list(Consent.objects.order_by("given_at").values_list("text_version", flat=True)) == ["2026-01", "2026-02"]


def test_a_yes_is_not_taken_back_before_it_was_given():
    with pytest.raises(IntegrityError, match="consent_withdrawn_after_given"):
        ConsentFactory(withdrawn_at=JANUARY - DAY)
