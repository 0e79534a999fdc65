"""The address at which somebody's calendar fetches their course: a signed link that is read for years."""

from datetime import datetime, timedelta

from peersupport.accounts.models import User
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink

CALENDAR_LINK = "training.calendar"
OPEN_FOR = timedelta(days=3652)  # ten years; what it shows ends with one's role


def address(user: User, *, at: datetime) -> OneTimeLink | None:
    """The link that is open, if there is one. Its token is onetime.token_of(…)."""
    mine = OneTimeLink.objects.filter(purpose=CALENDAR_LINK, subject_id=user.pk, revoked_at=None, expires_at__gt=at)
    return mine.order_by("-pk").first()


def renew(*, user: User, at: datetime) -> OneTimeLink:
    """A new address; the one before opens nothing from now on."""
    return onetime.issue(purpose=CALENDAR_LINK, subject_id=user.pk, at=at, expires_at=at + OPEN_FOR)


def close(*, user: User, at: datetime) -> None:
    """No calendar fetches anything from now on."""
    onetime.take_back(purpose=CALENDAR_LINK, subject_id=user.pk, at=at)


def behind(*, token: str, at: datetime) -> User:
    """Whose calendar a link opens. Raises LinkSpent, also for an account that is closed."""
    link = onetime.find(purpose=CALENDAR_LINK, token=token, at=at)
    user = User.objects.filter(pk=link.subject_id, is_active=True).first()
    if user is None:
        raise onetime.spent()
    return user
