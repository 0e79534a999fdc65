"""The two ways to one's own place in a course, for tests."""

from django.test import Client
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from training.actions import pages
from training.models import Participation
from training.tests.factories import ApplicationFactory
from training.tests.steps import NOON


def link_of(row: Participation, *, told: bool = True) -> str:
    """The page behind the link in their letters, of somebody who knows that they are admitted, or doesn't yet."""
    by = UserFactory()
    let_out = {"told_at": NOON, "told_by": by} if told else {}
    application = ApplicationFactory(cohort=row.cohort, status="admitted", decided_at=NOON, decided_by=by, **let_out)
    Participation.objects.filter(pk=row.pk).update(application=application)
    pages.need_link(application, at=timezone.now())
    link = OneTimeLink.objects.get(purpose="training.application", subject_id=application.pk)
    return f"/min-ansokan/{onetime.token_of(link)}/"


def account_of(row: Participation) -> Membership:
    member = MembershipFactory(role="peer_supporter", organisation=row.host)
    row.person.user = member.user
    row.person.save()
    return member


def come_by(door: str, row: Participation) -> tuple[Client, str, str]:
    """By "link" or "account": a browser, the page that all is reached from, and what the other addresses begin with."""
    client = Client()
    if door == "link":
        return client, (home := link_of(row)), home
    client.force_login(account_of(row).user)
    return client, "/", f"/min-kurs/{row.pk}/"
