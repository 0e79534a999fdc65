"""An offer that nobody has answered is reminded of once, on the day before it runs out."""

import datetime as dt
from email import message_from_bytes, policy

import pytest

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from programs.actions import seats, waiting
from programs.models import Offer, OrderLine, Seat
from programs.tests.factories import CohortFactory
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LAST_DAY = dt.date(2026, 3, 9)  # for an offer made on 2 March


@pytest.fixture
def offer(orderer) -> Offer:
    """One seat that came free, offered to an order that was sent by one of two who order there."""
    MembershipFactory(orderer=True, organisation=orderer.organisation)
    cohort = CohortFactory(capacity=2)
    order(cohort, 2)
    order(cohort, 1, orderer=orderer.organisation, by=orderer.user, if_short="wait")
    seats.release(seat=Seat.objects.first(), by=orderer.user, at=MARCH)
    return Offer.objects.get()


def reminded(on: dt.date) -> list[tuple]:
    at = dt.datetime.combine(on, dt.time(6), tzinfo=dt.UTC)
    post_many(KINDS["offer_ends"], on=on, at=at)
    return list(Letter.objects.filter(kind="offer_ends").values_list("subject_id", "user", "expires_at__date"))


@pytest.mark.parametrize(("days", "is_reminded"), [(2, False), (1, True), (0, True), (-1, False)])
def test_who_got_an_offer_is_reminded_the_day_before_it_runs_out(days, is_reminded, offer, orderer):
    told = [(offer.pk, orderer.user.pk, LAST_DAY + DAY)] if is_reminded else []  # when its last day is over

    assert reminded(LAST_DAY - days * DAY) == told


def test_it_is_reminded_of_once(offer):
    assert [len(reminded(LAST_DAY - days * DAY)) for days in (1, 1, 0)] == [1, 1, 1]


def test_what_was_offered_today_is_not_reminded_of_today(offer):
    Offer.objects.update(offered_at=dt.datetime(2026, 3, 8, 9, tzinfo=dt.UTC))

    assert reminded(LAST_DAY - DAY) == []


def test_an_answered_offer_is_not_reminded_of(offer, orderer):
    waiting.decline(offer=offer, by=orderer.user, at=MARCH)

    assert (reminded(LAST_DAY - DAY), KINDS["offer_ends"].still_wanted({offer.pk})) == ([], set())


def test_who_orders_there_no_longer_is_not_reminded(offer, orderer):
    type(orderer).objects.filter(pk=orderer.pk).update(ended_at=MARCH, ended_by=orderer.user)

    assert reminded(LAST_DAY - DAY) == []


def test_the_reminder_says_until_when_and_has_the_link_of_the_first_letter(offer):
    reminded(LAST_DAY - DAY)

    message = message_from_bytes(render(Letter.objects.get(kind="offer_ends")).source, policy=policy.default)
    text = f"{message['Subject']}\n{message.get_content()}"

    link = onetime.token_of(OneTimeLink.objects.get(subject_id=offer.pk))
    said = [OrderLine.objects.get(pk=offer.line_id).order.number, "måndag 9 mars", "17:00", f"/erbjudande/{link}/"]
    assert [words for words in said if words not in text] == []
