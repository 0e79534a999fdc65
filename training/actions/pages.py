"""The applicant's own page: opened by a signed link, again and again, without an account."""

from datetime import datetime, timedelta

from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from training.letters import PAGE_LINK
from training.models import Application

OPEN_FOR = timedelta(days=400)  # a reserve list lasts a year


def need_link(application: Application, *, at: datetime) -> None:
    """See to it that letters have a link to the applicant's page: the one there is, which stays open from now on."""
    links = OneTimeLink.objects.filter(purpose=PAGE_LINK, subject_id=application.pk, revoked_at=None, expires_at__gt=at)
    if not links.update(expires_at=at + OPEN_FOR):
        onetime.issue(purpose=PAGE_LINK, subject_id=application.pk, at=at, expires_at=at + OPEN_FOR)


def behind(*, token: str, at: datetime) -> Application:
    """The application whose page a link opens. Raises LinkSpent."""
    link = onetime.find(purpose=PAGE_LINK, token=token, at=at)
    rows = Application.objects.exclude(status=Application.Status.DRAFT).filter(erased_at=None)
    found = rows.select_related("cohort__programme", "cohort__host").filter(pk=link.subject_id).first()
    if found is None:
        raise onetime.spent()
    return found
