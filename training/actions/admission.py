"""Who is in the admission group, and what each of them thinks."""

import json
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.audit.status import WrongStatus, subject_of
from peersupport.directory.models import Membership
from peersupport.privacy.models import Reading
from peersupport.shared.refusals import Refused
from programs.actions import seats
from programs.models import Cohort
from training.actions import papers
from training.models import Application, Assessment, Assessor, Paper

Opinion = Assessment.Opinion


class NotInTheGroup(Refused):
    """Somebody who isn't in the admission group, or can't be."""


class Outdated(Refused):
    """Others have read one's assessment by now, so it stays as it is."""


@transaction.atomic
def join(*, cohort: Cohort, user: User, by: User, at: datetime) -> None:
    """Let somebody read and assess a cohort's applications; who is in the group already stays. Raises NotInTheGroup."""
    seats.locked(cohort)
    if not candidates(cohort).filter(pk=user.pk).exists():
        raise NotInTheGroup(_("Choose a coordinator, or a course leader of the host."), field="user")
    if not Assessor.objects.open().filter(cohort=cohort, user=user).exists():
        Assessor.objects.create(cohort=cohort, user=user, added_by=by, added_at=at)


@transaction.atomic
def leave(*, cohort: Cohort, user: User, by: User, at: datetime) -> None:
    """From now on they see nothing of the applications. What they have assessed stays."""
    Assessor.objects.open().filter(cohort=cohort, user=user).update(ended_by=by, ended_at=at)


def candidates(cohort: Cohort):
    """Whom the group can have: coordinators and course leaders of the host, and the nation's coordinators."""
    at_host = Membership.objects.open().filter(
        organisation=cohort.host_id, role__in=[Role.COURSE_LEADER, *COORDINATORS]
    )
    national = Membership.objects.open().filter(role=Role.NATIONAL_COORDINATOR)
    users = User.objects.filter(is_active=True)
    return users.filter(pk__in=at_host.values("user")) | users.filter(pk__in=national.values("user"))


@transaction.atomic
def assess(
    *, application: Application, opinion: str, criteria: dict[str, str], note: str, by: User, at: datetime
) -> None:
    """Keep what one of the group thinks: the opinion, and sealed what it rests on.

    ``criteria`` says for each criterion (training.rules.CRITERIA) a code of Application.Answer. It can be changed until
    somebody else has given theirs, for from then on each reads the other's. Raises NotInTheGroup, Outdated and
    WrongStatus.
    """
    row = _open_for(application, by)
    others = Assessment.objects.filter(application=row).exclude(given_by=by)
    read = Reading.objects.filter(subject=subject_of(row), what=Paper.Kind.ASSESSMENT).exclude(read_by=by)
    open_now = others.exclude(opinion=Opinion.STEPPED_ASIDE).exists() or read.exists()
    if open_now and Assessment.objects.filter(application=row, given_by=by).exists():
        raise Outdated(_("Somebody else has assessed as well, so both stay as they are."))
    text = json.dumps({"criteria": criteria, "note": note})
    papers.write(application=row, kind=Paper.Kind.ASSESSMENT, text=text, by=by, at=at)
    _keep(row, opinion, by, at)


@transaction.atomic
def step_aside(*, application: Application, by: User, at: datetime) -> None:
    """Somebody who knows the applicant neither assesses nor reads. Raises NotInTheGroup, WrongStatus."""
    row = _open_for(application, by)
    Paper.objects.filter(application=row, kind=Paper.Kind.ASSESSMENT, written_by=by).delete()
    _keep(row, Opinion.STEPPED_ASIDE, by, at)


def need_a_say(application: Application, by: User) -> None:
    """Raises NotInTheGroup for somebody who has stepped aside from this application."""
    if Assessment.objects.filter(application=application, given_by=by, opinion=Opinion.STEPPED_ASIDE).exists():
        raise NotInTheGroup(_("You have stepped aside. Somebody else decides."))


def _open_for(application: Application, by: User) -> Application:
    row = Application.objects.locked().get(pk=application.pk)
    if row.status not in Application.MAY_BE_DECIDED:
        raise WrongStatus(_("The application is decided."))
    if not Assessor.objects.open().filter(cohort=row.cohort_id, user=by).exists():
        raise NotInTheGroup(_("You aren't in the admission group any more."))
    return row


def _keep(row: Application, opinion: str, by: User, at: datetime) -> None:
    given, is_new = Assessment.objects.get_or_create(
        application=row, given_by=by, defaults={"opinion": opinion, "given_at": at}
    )
    if not is_new and given.opinion != opinion:
        given.opinion, given.given_at = opinion, at
        given.save(update_fields=["opinion", "given_at"])
