import factory
from factory.django import DjangoModelFactory

from peersupport.directory.tests.factories import JANUARY, PersonFactory
from peersupport.privacy.models import Consent


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    person = factory.SubFactory(PersonFactory)
    purpose = Consent.Purpose.TRAINING
    text_version = "2026-01"
    language = "sv"
    given_at = JANUARY
