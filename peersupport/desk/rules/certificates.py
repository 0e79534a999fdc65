"""What waits with certificates: those to issue, to decide about, to renew."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from peersupport.accounts.permissions import COORDINATORS
from peersupport.desk.asking import Found, columns
from peersupport.desk.today import LOOK_BACK, Item, Rule
from programs.models import Cohort
from training.models import Certificate, CertificateCase, Participation

DECIDE_WITHIN = timedelta(days=7)
CERTIFICATES_FOR = timedelta(days=30)  # after that, who meets the rule and got none is on the cohort's own page
CERTIFICATES_AHEAD = timedelta(days=3)
RENEW_AHEAD = timedelta(days=60)


def certificates_to_issue(membership, on: date):
    ready = Participation.objects.ready_for_certificate().filter(cohort=OuterRef("pk"))
    near = (on - CERTIFICATES_FOR, on + CERTIFICATES_AHEAD)
    cohorts = Cohort.objects.managed_by(membership).filter(
        status__in=[Cohort.Status.RUNNING, Cohort.Status.COMPLETED], ends_on__range=near
    )
    return columns(cohorts.filter(Exists(ready)), due=F("ends_on") + CERTIFICATES_AHEAD, one="name")


def certificates_after_retakes(membership, on: date):
    """Cohorts that ended long ago, in which somebody has all that it takes since they took a day again."""
    lately = {"make_ups__again_on__isnull": False, "make_ups__signed_off_at__date__gte": on - CERTIFICATES_FOR}
    ready = Participation.objects.ready_for_certificate().filter(cohort=OuterRef("pk"), **lately)
    over = Cohort.objects.managed_by(membership).filter(
        status=Cohort.Status.COMPLETED, ends_on__lt=on - CERTIFICATES_FOR
    )
    return columns(over.filter(Exists(ready)), due=Value(on), one="name")


def certificates_item(found: Found) -> Item:
    url = reverse("training:certificates", args=[int(found.subject)])
    return Item(
        title=_("Certificates ready to issue"),
        url=url,
        icon="award",
        tone="mo",
        text=found.one,
        action_label=_("Look through"),
        action_url=url,
    )


def cases_to_decide(membership, on: date):  # noqa: ARG001 - every rule's rows have this shape
    """Never those that one has proposed oneself."""
    waiting = CertificateCase.objects.visible_to(membership).undecided().exclude(opened_by=membership.user_id)
    return columns(waiting, due=TruncDate("opened_at") + DECIDE_WITHIN, one="certificate__number")


def cases_item(found: Found) -> Item:
    url = reverse("training:certificate_case", args=[found.one, int(found.subject)])
    return Item(
        title=_("Decide about a certificate"),
        url=url,
        icon="award",
        tone="li",
        text=found.one,
        action_label=_("Decide"),
        action_url=url,
    )


def certificates_running_out(membership, on: date):
    """Two months before, and for as long as Today looks back after."""
    theirs = Certificate.objects.visible_to(membership).running_out(on - LOOK_BACK, on + RENEW_AHEAD)
    return columns(theirs, subject="number", due="valid_until")


def renewals_item(found: Found) -> Item:
    return Item(
        title=_("A certificate runs out"),
        url=reverse("training:certificate", args=[found.subject]),
        icon="award",
        tone="hj",
        text=found.subject,
        action_label=_("Renew"),
        action_url=reverse("training:certificate_renew", args=[found.subject]),
    )


RULES = [
    Rule(
        "certificates",
        frozenset(COORDINATORS),
        certificates_to_issue,
        certificates_item,
        more="training:cohorts",
    ),
    Rule(
        "certificates_after_retakes",
        frozenset(COORDINATORS),
        certificates_after_retakes,
        certificates_item,
        more="training:cohorts",
    ),
    Rule(
        "certificate_cases",
        frozenset(COORDINATORS),
        cases_to_decide,
        cases_item,
        more="training:cohorts",
    ),
    Rule(
        "renewals",
        frozenset(COORDINATORS),
        certificates_running_out,
        renewals_item,
        more="training:cohorts",
    ),
]
