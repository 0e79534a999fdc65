"""The address at which somebody's calendar fetches their course: a signed link that is read for years.

It is an account's, or that of somebody's place in a course, for those who have no account.
"""

from datetime import datetime, timedelta

from peersupport.accounts.models import User
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from training.models import Participation

Owner = User | Participation
PURPOSES = {User: "training.calendar", Participation: "training.course_calendar"}
OPEN_FOR = timedelta(days=3652)  # ten years; what it shows ends with one's role


def address(whose: Owner, *, at: datetime) -> OneTimeLink | None:
    """The link that is open, if there is one. Its token is onetime.token_of(…)."""
    mine = OneTimeLink.objects.filter(**_of(whose), revoked_at=None, expires_at__gt=at)
    return mine.order_by("-pk").first()


def renew(whose: Owner, *, at: datetime) -> OneTimeLink:
    """A new address; the one before opens nothing from now on."""
    return onetime.issue(**_of(whose), at=at, expires_at=at + OPEN_FOR)


def close(whose: Owner, *, at: datetime) -> None:
    """No calendar fetches anything from now on."""
    onetime.take_back(**_of(whose), at=at)


def behind(*, token: str, at: datetime) -> Owner:
    """Whose calendar a link opens. Raises LinkSpent, also for an account that is closed and for who left the course."""
    users, seated = User.objects.filter(is_active=True), Participation.objects.present_in_course()
    for rows in (users, seated.select_related("application")):
        try:
            link = onetime.find(purpose=PURPOSES[rows.model], token=token, at=at)
        except onetime.LinkSpent:
            continue
        if found := rows.filter(pk=link.subject_id).first():
            return found
    raise onetime.spent()


def _of(whose: Owner) -> dict:
    """Whose it is, as links know it. The signed-in user is a lazy object, whose type is another than its class."""
    return {"purpose": PURPOSES[whose.__class__], "subject_id": whose.pk}
