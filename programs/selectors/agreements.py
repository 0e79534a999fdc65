"""What has happened to an agreement, as sentences."""

from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.audit.models import StatusChange
from peersupport.audit.status import subject_of
from programs.models import Agreement, AgreementEntry, AgreementExtension, Order, OrderLine
from programs.selectors.budgets import agreements_with_use, use_of_agreement, warnings
from programs.selectors.history import Happening, newest_first

Status = Agreement.Status


def agreement_history(*, agreement: Agreement) -> list[Happening]:
    """Its steps, extensions and what was rolled over, newest first. Three queries."""
    steps = StatusChange.objects.filter(subject=subject_of(agreement)).select_related("by")
    extensions = agreement.extensions.select_related("by")
    entries = agreement.entries.select_related("by", "other")
    told = [
        *(Happening(_of_step(step), str(step.by or ""), step.at) for step in steps),
        *(Happening(_of_extension(one), str(one.by), one.at) for one in extensions),
        *(Happening(_of_entry(entry), str(entry.by), entry.at) for entry in entries),
    ]
    return newest_first(told)


def agreements_for(*, order: Order, among: QuerySet[Agreement], on: date) -> list[tuple[Agreement, list[str]]]:
    """Those of its orderer that a draft can be ordered under, each with what to know of it first. Two queries."""
    found = agreements_with_use(among.covering(order, on=on)).order_by("valid_until", "pk")
    lines = list(order.lines.all())
    return [(one, [*warnings(one, on=on), *_too_much(one, lines)]) for one in found]


def _too_much(agreement: Agreement, lines: list[OrderLine]) -> list[str]:
    """Where these lines go above what is left. It can be ordered all the same: the two sides agree on what to do."""
    use = use_of_agreement(agreement)
    seats = sum(line.quantity for line in lines if line.kind == OrderLine.Kind.SEATS)
    amount = sum(line.price for line in lines)
    over_seats = use.of_seats is not None and use.seats + seats > use.of_seats
    over_amount = use.of_amount is not None and use.amount + amount > use.of_amount
    return [_("With this order more is used than it allows.")] if over_seats or over_amount else []


def _of_step(step: StatusChange) -> str:
    texts = {
        Status.DRAFT: _("The agreement was drafted"),
        Status.ACTIVE: _("The agreement came into force"),
        Status.ENDED: _("The agreement was ended"),
    }
    return texts[Status(step.became)]


def _of_extension(extension: AgreementExtension) -> str:
    was, until = (date_format(day, "SHORT_DATE_FORMAT") for day in (extension.was, extension.until))
    text = _("Extended from %(was)s to %(until)s") % {"was": was, "until": until}
    return f"{text}, {extension.reference}" if extension.reference else text


def _of_entry(entry: AgreementEntry) -> str:
    n = abs(entry.change)
    if entry.reason == AgreementEntry.Reason.ROLLED_OUT:
        words = ngettext("%(n)s seat was rolled over to %(other)s", "%(n)s seats were rolled over to %(other)s", n)
    else:
        words = ngettext("%(n)s seat was rolled over from %(other)s", "%(n)s seats were rolled over from %(other)s", n)
    return words % {"n": n, "other": entry.other.number}
