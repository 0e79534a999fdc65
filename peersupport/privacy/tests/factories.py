import factory
from factory.django import DjangoModelFactory

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import JANUARY, PersonFactory
from peersupport.privacy.models import Consent, Reading


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    person = factory.SubFactory(PersonFactory)
    purpose = Consent.Purpose.TRAINING
    text_version = "2026-01"
    language = "sv"
    given_at = JANUARY


class ReadingFactory(DjangoModelFactory):
    class Meta:
        model = Reading

    subject = "training.application:1"
    what = "letter"
    read_by = factory.SubFactory(UserFactory)
    read_at = JANUARY
