"""Propose that somebody and a workplace get to know each other; each answers; it is closed with what came of it."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.models import Person, Registration
from peersupport.letters import outbox
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions.workplaces import is_about, lock_open
from placements.letters import introductions as letters
from placements.models import Introduction, Opening, Placement, Workplace, WorkWish

Status, Answer, Outcome = Introduction.Status, Introduction.Answer, Introduction.Outcome
OPEN_FOR = timedelta(days=180)  # as long as a link in a letter opens the person's page


class ProposedAlready(Refused):
    """The two are proposed to each other, and it is open."""


@transaction.atomic
def propose(*, person: Person, workplace: Workplace, have_met: bool = False, by: User, at: datetime) -> Introduction:
    """Ask somebody whether they want to get to know a workplace. They get a letter that names nobody.

    Only somebody who shares wishes that don't leave the workplace out, and where it wants somebody; or when they
    ``have_met``. Raises ProposedAlready, WorkplaceClosed, Refused.
    """
    row, unit = Person.objects.locked().get(pk=person.pk), lock_open(workplace)
    can_be_asked = row.special_at is None and row.died_on is None
    if not can_be_asked or not (have_met or _may_be_proposed(row, unit, at=at)):
        raise Refused(_("Choose a workplace in the list."))
    made = _create(row, unit, by=by, at=at)
    status.begin(made, by=by, at=at)
    if row.user_id is None:
        onetime.issue(purpose=letters.LINK, subject_id=made.pk, at=at, expires_at=at + OPEN_FOR)
    letter = letters.asked(made)
    if letter is not None:
        outbox.post(letter, at=at)
    return made


@transaction.atomic
def person_says(*, introduction: Introduction, answer: str, at: datetime) -> None:
    """The person's answer, without a reason; said anew it is changed. Said yes to, the manager is told of somebody.

    Raises Refused once it is closed.
    """
    row = _lock(introduction)
    if row.person_says == answer:
        return
    row.person_says, row.person_said_at = answer, at
    row.save(update_fields=["person_says", "person_said_at"])
    outbox.cancel(kinds=[letters.ASKED.name], subject_ids=[row.pk])
    if answer == Answer.YES:
        for manager in selectors.managers_of(row.workplace).select_related("user"):
            outbox.post(letters.somebody(row, manager.user), at=at)
    else:
        outbox.cancel(kinds=[letters.SOMEBODY.name], subject_ids=[row.pk])


@transaction.atomic
def workplace_says(*, introduction: Introduction, answer: str, at: datetime) -> None:
    """The workplace's answer; said anew it is changed. Raises Refused once closed, and before the person's yes."""
    row = _lock(introduction)
    if row.person_says != Answer.YES:
        raise Refused(_("The person hasn't said yes."))
    if row.workplace_says != answer:
        row.workplace_says, row.workplace_said_at = answer, at
        row.save(update_fields=["workplace_says", "workplace_said_at"])
        outbox.cancel(kinds=[letters.SOMEBODY.name], subject_ids=[row.pk])


@transaction.atomic
def close(*, introduction: Introduction, outcome: str, by: User, at: datetime) -> None:
    """Note what came of it. Raises WrongStatus, and Refused for a placement: to plan one closes it by itself."""
    if outcome == Outcome.PLACED:
        raise Refused(_("Plan the placement, and this is closed by itself."), field="outcome")
    _close(introduction, outcome, by=by, at=at)


def take_up(placement: Placement, *, by: User, at: datetime) -> None:
    """A placement of the two is planned: their introduction is closed. In the caller's transaction."""
    both = {"person": placement.person_id, "workplace": placement.workplace_id}
    for row in Introduction.objects.open().filter(**both):
        _close(row, Outcome.PLACED, by=by, at=at)


def end_all(*, person: Person, by: User, at: datetime) -> None:
    """Nobody is asked any more, the person nor any workplace. In the caller's transaction."""
    for row in Introduction.objects.open().filter(person=person).order_by("pk"):
        _close(row, Outcome.NOTHING, by=by, at=at)


def behind(*, token: str, at: datetime) -> Introduction:
    """The open introduction whose page a link opens. Raises LinkSpent."""
    link = onetime.find(purpose=letters.LINK, token=token, at=at)
    rows = Introduction.objects.open().select_related("workplace__municipality", "workplace__owner")
    found = rows.filter(pk=link.subject_id, person__special_at=None).first()
    if found is None:
        raise onetime.spent()
    return found


def forget(*, person: Person) -> None:
    """Somebody is handled specially: nothing says with which workplaces they were matched."""
    rows = Introduction.objects.filter(person=person)
    OneTimeLink.objects.filter(purpose=letters.LINK, subject_id__in=rows.values("pk")).delete()
    outbox.cancel(kinds=letters.NAMES, subject_ids=list(rows.values_list("pk", flat=True)))
    rows.delete()


def _may_be_proposed(person: Person, workplace: Workplace, *, at: datetime) -> bool:
    on = localtime(at).date()
    wishes = WorkWish.objects.shown(on).at_host(workplace.host_id).filter(person=person).exclude(avoids=workplace)
    return wishes.exists() and Opening.objects.with_room().filter(workplace=workplace).exists()


def _create(person: Person, workplace: Workplace, *, by: User, at: datetime) -> Introduction:
    host = Registration.objects.get(person=person, host=workplace.host_id).host
    try:
        with transaction.atomic():
            return Introduction.objects.create(
                person=person, host=host, workplace=workplace, proposed_by=by, proposed_at=at
            )
    except IntegrityError as error:
        if not is_about(error, "one_open_introduction_of_two"):
            raise
        raise ProposedAlready(_("This is proposed already.")) from None


def _lock(introduction: Introduction) -> Introduction:
    row = Introduction.objects.locked().select_related("workplace__owner").get(pk=introduction.pk)
    if not row.is_open:
        raise Refused(_("This is closed: nothing more is asked."))
    return row


def _close(introduction: Introduction, outcome: str, *, by: User, at: datetime) -> None:
    status.move(introduction, Status.CLOSED, by=by, at=at, outcome=outcome)
    outbox.cancel(kinds=letters.NAMES, subject_ids=[introduction.pk])
    onetime.take_back(purpose=letters.LINK, subject_id=introduction.pk, at=at)
