"""Invite somebody and post the letter with the link; and what follows when they take the role up."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.actions import invitations
from peersupport.directory.models import Membership, Organisation
from peersupport.jobs import idempotency
from peersupport.letters.outbox import Draft, cancel, post
from placements.actions import sight as placements_sight
from placements.actions import workplaces
from training.actions import sight as training_sight

KIND = "invitation"


@transaction.atomic
def invite(
    *,
    key: UUID,
    email: str,
    given_name: str,
    family_name: str,
    organisation: Organisation,
    role: Role | str,
    by: User,
    at: datetime,
) -> None:
    """Invite once per ``key``, however often it is sent. Raises what directory's own action raises.

    A letter that still waits with the link of an earlier invitation to the same role isn't sent: that link is dead.
    """
    if idempotency.claim(key, purpose="desk.invite", owner=f"user:{by.pk}", at=at) is not None:
        return
    invitation, link = invitations.invite(
        email=email,
        given_name=given_name,
        family_name=family_name,
        organisation=organisation,
        role=role,
        by=by,
        at=at,
    )
    cancel(kinds=[KIND], subject_ids=[invitation.pk])
    post(
        Draft(
            kind=KIND,
            subject_id=invitation.pk,
            occasion=str(link.pk),
            address=email,
            language=by.language,
            expires_at=link.expires_at,
        ),
        at=at,
    )
    idempotency.remember(key, f"directory.invitation:{invitation.pk}")


@transaction.atomic
def accept(*, token: str, at: datetime, **who: object) -> Membership:
    """Take an invitation up. Whoever was named as manager, supervisor or leader before has their people from the start.

    ``who`` and what is raised are those of directory.actions.invitations.accept.
    """
    membership = invitations.accept(token=token, at=at, **who)
    by = membership.started_by or membership.user
    workplaces.take_up(membership=membership, by=by, at=at)
    placements_sight.take_up(membership, by=by, at=at)
    training_sight.take_up(membership, by=by, at=at)
    return membership
