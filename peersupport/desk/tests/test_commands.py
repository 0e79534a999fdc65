"""What an administrator types: begin a production install, and see the demo's accounts."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from peersupport.accounts.permissions import Role
from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Invitation, Membership, Organisation
from peersupport.directory.tests.factories import MembershipFactory
from programs.models import Programme

pytestmark = pytest.mark.django_db
ANSWERS = ["--host=NSPH", "--programme=PEER Support", "--email=forst@example.org", "--given-name=Först"]


def test_a_production_install_begins_with_a_link(client, capsys):
    call_command("begin", *ANSWERS, "--family-name=Ut")
    url = capsys.readouterr().out.splitlines()[-1]

    client.post("/" + url.split("/", 3)[3], {"given_name": "Först", "password": "tre okända ord"})

    programme, membership = Programme.objects.get(), Membership.objects.get()
    assert (programme.name, programme.owner.name, programme.owner.is_host) == ("PEER Support", "NSPH", True)
    assert (membership.user.email, membership.role) == ("forst@example.org", Role.NATIONAL_COORDINATOR)


def test_beginning_again_before_anybody_came_gives_a_new_link(capsys):
    for _time in range(2):
        call_command("begin", *ANSWERS, "--family-name=Ut")

    assert (Invitation.objects.count(), Programme.objects.count()) == (1, 1)


def test_a_begun_install_does_not_begin_again():
    UserFactory()

    with pytest.raises(CommandError):
        call_command("begin", *ANSWERS, "--family-name=Ut")

    assert Organisation.objects.count() == 0


def test_beginning_wants_an_address_that_can_be_one():
    with pytest.raises(CommandError, match="e-mail"):
        call_command("begin", *ANSWERS[:2], "--email=nobody", "--given-name=Först", "--family-name=Ut")

    assert Organisation.objects.count() == 0


def test_beginning_asks_for_what_was_not_said(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())

    with pytest.raises(CommandError, match="--family-name"):
        call_command("begin", *ANSWERS)


def test_demo_accounts_are_printed_in_the_demo_only(settings, capsys):
    settings.DEMO, settings.DEMO_PASSWORD = True, "hemligt"
    MembershipFactory(user__is_demo=True, user__email="peer@demo.example", peer=True, organisation__name="NSPH")

    call_command("demo_accounts")

    assert "peer@demo.example" in capsys.readouterr().out
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo_accounts")


def test_the_password_that_is_printed_is_the_one_that_opens(settings, capsys):
    peer = MembershipFactory(user__is_demo=True, peer=True).user
    other = MembershipFactory(peer=True).user
    for user in (peer, other):
        user.set_password("det gamla lösenordet")
        user.save()
    settings.DEMO, settings.DEMO_PASSWORD = True, "ett nytt lösenord"

    call_command("demo_accounts")

    peer.refresh_from_db()
    other.refresh_from_db()
    assert "ett nytt lösenord" in capsys.readouterr().out
    assert peer.check_password("ett nytt lösenord")
    assert other.check_password("det gamla lösenordet")
