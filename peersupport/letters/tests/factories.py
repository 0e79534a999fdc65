import datetime as dt

import factory
from factory.django import DjangoModelFactory

from peersupport.accounts.tests.factories import UserFactory
from peersupport.letters.models import Letter

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


class LetterFactory(DjangoModelFactory):
    """A letter that waits since NOON and may go for a day."""

    class Meta:
        model = Letter

    class Params:
        sent = factory.Trait(state=Letter.State.SENT, sent_at=NOON, attempts=1)
        sending = factory.Trait(state=Letter.State.SENDING, lease_until=NOON + dt.timedelta(minutes=1), attempts=1)

    key = factory.LazyAttributeSequence(lambda letter, n: f"{letter.kind}:{letter.subject_id}:{n}:u1")
    kind = "password_reset"
    subject_id = factory.SelfAttribute("user.id")
    user = factory.SubFactory(UserFactory)
    created_at = NOON
    not_before = NOON
    expires_at = NOON + dt.timedelta(days=1)
