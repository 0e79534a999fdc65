"""The cast of this app's tests: one host, its workplace, its supervisor and a certified person."""

import datetime as dt
import uuid
from dataclasses import dataclass

import pytest

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership, Organisation
from peersupport.directory.tests.factories import MembershipFactory
from placements.actions import placements
from placements.models import Placement, Workplace
from placements.tests.factories import PHASES, WorkplaceFactory
from programs.models import Programme, SupervisionPhase
from programs.tests.factories import ProgrammeFactory, SupervisionPhaseFactory
from training.models import Participation
from training.tests.factories import CertificateFactory

AT = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)  # a Monday
ON = dt.date(2026, 3, 2)


@dataclass
class Cast:
    """Everybody of one host. ``start`` lets a new certified person begin through the action."""

    programme: Programme
    coordinator: Membership
    supervisor: Membership
    manager: Membership
    workplace: Workplace

    @property
    def host(self) -> Organisation:
        return self.coordinator.organisation

    @property
    def clerk(self) -> User:
        return self.coordinator.user

    def certified(self, **person) -> Participation:
        certificate = CertificateFactory(
            participation__cohort__programme=self.programme,
            participation__cohort__host=self.host,
            participation__cohort__starts_on=dt.date(2015, 4, 27),
            participation__cohort__ends_on=dt.date(2015, 5, 29),
            issued_on=dt.date(2015, 6, 1),
            **{f"participation__person__{name}": value for name, value in person.items()},
        )
        return certificate.participation

    def wanted(self, **changes) -> dict:
        """What ``placements.start`` is asked for, with changes."""
        asked = {
            "key": uuid.uuid4(),
            "workplace": self.workplace,
            "employer": self.workplace.owner,
            "supervisor": self.supervisor.user,
            "form": Placement.Form.PERMANENT,
            "percent": 100,
            "starts_on": ON,
            "by": self.clerk,
            "at": AT,
        }
        return asked | changes

    def start(self, **changes) -> Placement:
        participation = changes.pop("participation", None) or self.certified()
        return placements.start(participation=participation, **self.wanted(**changes))


def make_cast(programme: Programme | None = None) -> Cast:
    programme = programme or ProgrammeFactory()
    for until_week, *numbers in PHASES:
        named = dict(zip(SupervisionPhase.NUMBERS, numbers, strict=True))
        SupervisionPhaseFactory(programme=programme, until_week=until_week, **named)
    coordinator = MembershipFactory(regional=True)
    host = coordinator.organisation
    manager = MembershipFactory(manager=True)
    workplace = WorkplaceFactory(
        ready=True, programme=programme, host=host, owner=manager.organisation, manager=manager.user
    )
    return Cast(
        programme=programme,
        coordinator=coordinator,
        supervisor=MembershipFactory(role=Role.SUPERVISOR, organisation=host),
        manager=manager,
        workplace=workplace,
    )


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()
