"""The scenario and the demo: loaded through the actions, once, whatever day it is."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.desk.demo import picture, scenario
from peersupport.desk.demo.names import names
from peersupport.desk.rules import RULES
from peersupport.desk.today import queue
from peersupport.directory.actions import geography
from peersupport.directory.models import Invitation, Membership, Person
from peersupport.documents import uploads
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from placements.models import Placement, Workplace
from programs.models import (
    Agreement,
    Cohort,
    Contingent,
    InvoiceBasis,
    Offer,
    Order,
    OrderFile,
    OrderLine,
    Programme,
)
from training.models import Certificate, CourseDay, Material, Participation

pytestmark = pytest.mark.django_db
PASSWORD = "tre okända ord"
TUESDAY = dt.date(2026, 9, 1)
A_YEAR_LATER = dt.date(2026, 9, 2)  # than the last thing that the scenario plans, a follow-up on 2025-09-01
HAVE_A_QUEUE = (
    Role.NATIONAL_COORDINATOR,
    Role.REGIONAL_COORDINATOR,
    Role.COURSE_LEADER,
    Role.ORDERER,
    Role.UNIT_MANAGER,
    Role.SUPERVISOR,
)
ACCOUNTS = ["national", "regional", "leader", "stockholm", "haninge", "manager", "supervisor", "peer", "dpo", "admin"]


@pytest.fixture
def country():
    geography.load()


def counts() -> dict[str, int]:
    ours = [model for model in apps.get_models() if model.__module__.startswith(("peersupport", "pro", "tra", "pla"))]
    return {model._meta.label: model._base_manager.count() for model in ours}


def test_the_scenario_has_the_figures_that_the_articles_tell_sends_nothing_and_one_that_differs_is_said(
    country, capsys
):
    call_command("load_scenario")
    before = counts()
    call_command("load_scenario")
    call_command("check_scenario")

    lines = capsys.readouterr().out.splitlines()[2:]
    assert [line[:5] for line in lines] == ["ok   "] * len(scenario.read()["expected"])
    assert counts() == before
    assert [user for user in User.objects.all() if user.has_usable_password() or user.is_demo] == []
    last = dict(Cohort.objects.values_list("name", "ends_on"))
    assert (last["Göteborg våren 2016"], last["Västmanland 2023/24"]) == (dt.date(2016, 6, 15), dt.date(2024, 6, 10))
    assert Cohort.objects.get(name="Stockholm hösten 2016").starts_on == dt.date(2016, 8, 15)
    for kind in KINDS.values():
        if kind.due:
            post_many(kind, on=A_YEAR_LATER, at=picture.at(A_YEAR_LATER))
    assert not Letter.objects.filter(expires_at__gt=timezone.now()).exists()
    national = Membership.objects.get(role=Role.NATIONAL_COORDINATOR)
    assert queue(RULES, national, on=A_YEAR_LATER).groups == []

    Certificate.objects.filter(pk=Certificate.objects.first().pk).update(
        revoked_at=picture.at(TUESDAY), revoked_by=User.objects.first()
    )
    with pytest.raises(SystemExit) as ended:
        call_command("check_scenario")

    assert ended.value.code == 1
    assert "WRONG certified_total: expected 17, found 16" in capsys.readouterr().out


def test_a_scenario_that_is_not_there_cannot_be_checked():
    with pytest.raises(CommandError):
        call_command("check_scenario")


@pytest.mark.parametrize(
    "on",
    [
        dt.date(2026, 8, 31),  # a Monday
        dt.date(2028, 2, 29),
        dt.date(2027, 1, 3),  # the first Sunday of a year
    ],
)
def test_the_picture_has_something_for_everybody_whatever_day_it_is(country, on):
    picture.load(on=on, password=PASSWORD)

    for member in Membership.objects.filter(role__in=HAVE_A_QUEUE, user__is_demo=True):
        assert queue(RULES, member, on=on).count > 0, member


def test_the_picture_holds_every_state(country):
    picture.load(on=TUESDAY, password=PASSWORD)

    assert set(Cohort.objects.values_list("status", flat=True)) == {"draft", "open", "running", "completed"}
    assert set(OrderLine.objects.values_list("status", flat=True)) == set(OrderLine.Status.values)
    states = {"draft", "sent", "confirmed", "invoiced", "declined", "cancelled"}
    assert set(Order.objects.values_list("status", flat=True)) == states
    offered = Offer.objects.get()
    assert (offered.status, offered.seats, offered.line.quantity) == ("open", 2, 3)
    assert set(Agreement.objects.values_list("status", flat=True)) == {"draft", "active"}
    assert uploads.media_type(bytes(OrderFile.objects.get().content)) == uploads.PDF
    assert Material.objects.of_cohort(Cohort.objects.get(status="running")).count() == 4
    assert Contingent.objects.get().organisation.name == "Region Stockholm"
    assert Invitation.objects.waiting().get().organisation.name == "Haninge kommun"
    assert set(Workplace.objects.values_list("status", flat=True)) == set(Workplace.Status.values)
    assert CourseDay.objects.filter(cohort__status="running", date=TUESDAY).count() == 1
    assert Participation.objects.ready_for_certificate().filter(cohort__status="completed").count() == 7
    billed = InvoiceBasis.objects.get(status="locked")
    assert (billed.payer.name, billed.charges.count()) == ("Haninge kommun", 2)
    assert InvoiceBasis.objects.get(status="open").payer.name == "Stockholms stad"
    due = Placement.objects.filter(plan__follows=None).order_by("pk").values_list("plan__next_due_on", flat=True)
    assert [(day - TUESDAY).days for day in due][:2] == [2, -8]
    peer = Membership.objects.get(role=Role.PEER_SUPPORTER)
    assert Placement.objects.visible_to(peer).active().count() == 1
    demo = User.objects.filter(is_demo=True)
    assert {user.email.partition("@")[0] for user in demo} == set(ACCOUNTS)
    assert demo.first().check_password(PASSWORD)
    assert [user for user in User.objects.filter(is_demo=False) if user.has_usable_password()] == []


def test_loading_the_demo_twice_changes_nothing_and_leaves_the_scenario_alone(country, settings, capsys):
    settings.DEMO, settings.DEMO_PASSWORD = True, PASSWORD
    call_command("load_scenario")
    call_command("load_demo")
    before = counts()

    call_command("load_demo")
    call_command("check_scenario")

    emails = list(Person.objects.values_list("email", flat=True))
    assert (counts(), Programme.objects.count(), len(emails)) == (before, 2, len(set(emails)))


@pytest.mark.parametrize(("demo", "password"), [(False, PASSWORD), (True, "")])
def test_the_demo_is_refused_elsewhere(settings, demo, password):
    settings.DEMO, settings.DEMO_PASSWORD = demo, password

    with pytest.raises(CommandError):
        call_command("load_demo")

    assert User.objects.count() == 0


def test_invented_names_are_all_different():
    assert len(set(names(0, 200))) == len({name.email for name in names(0, 200)}) == 200
