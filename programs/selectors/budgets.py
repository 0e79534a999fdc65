"""How much of a budget or a ceiling is used: sums over the ledger, for a list as for one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, DecimalField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Floor, Greatest, NullIf
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Agreement, AgreementEntry, Cohort, FundingSource, OrderLine, SeatEntry

WARN_DAYS = 90  # before an agreement ends (domain 7.10)
WARN_PERCENT = 80
_NOT_ORDERED = (OrderLine.Status.DRAFT, OrderLine.Status.CANCELLED)
_MONEY = DecimalField(max_digits=14, decimal_places=2)


@dataclass(frozen=True)
class Use:
    """Seats and kronor that are used, each of so much; None where nothing was set."""

    seats: int
    amount: Decimal
    of_seats: int | None
    of_amount: Decimal | None

    @property
    def percent(self) -> int | None:
        """The larger of the two shares, in whole percent; None without a limit. Above a hundred is too much."""
        shares = [share for share in (self.seats_percent, self.amount_percent) if share is not None]
        return max(shares, default=None)

    @property
    def seats_percent(self) -> int | None:
        return None if self.of_seats is None else _percent(self.seats, self.of_seats)

    @property
    def amount_percent(self) -> int | None:
        return None if self.of_amount is None else _percent(self.amount, self.of_amount)

    @property
    def seats_left(self) -> int | None:
        return None if self.of_seats is None else max(0, self.of_seats - self.seats)

    @property
    def is_near(self) -> bool:
        return self.percent is not None and self.percent >= WARN_PERCENT


def _percent(part: Decimal | int, whole: Decimal | int) -> int:
    """Rounded down, so that 80 and 100 percent are never said too early. Something of nothing is a hundred percent."""
    if whole > 0:
        return int(part * 100 // whole)
    return 100 if part else 0


def funding_with_use(sources: QuerySet[FundingSource]) -> QuerySet[FundingSource]:
    """Each with ``used_seats`` and ``used_amount``, for :func:`use_of_funding`."""
    mine = Q(seat__funding=OuterRef("pk"))
    return sources.annotate(used_seats=_held(mine), used_amount=_worth(mine))


def use_of_funding(source: FundingSource) -> Use:
    """Of its budget and target, given a row of :func:`funding_with_use`."""
    return Use(source.used_seats, source.used_amount, source.target_seats, source.amount)


def agreements_with_use(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Each with ``used_seats``, ``used_amount`` and ``room_in_seats``: the ceiling and what was rolled over.

    Used is what was ordered under it and not called off, seats that are waited for too, and seats that it pays for
    without an order. What is called off from a framework agreement counts in both.
    """
    funded = Q(seat__funding__agreement__in=_itself_and_called_off())
    rolled = AgreementEntry.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
    return agreements.annotate(
        used_seats=_held(funded) + _ordered(F("quantity"), IntegerField(), kind=OrderLine.Kind.SEATS),
        used_amount=_worth(funded) + _ordered(F("quantity") * F("unit_price"), _MONEY),
        room_in_seats=F("ceiling_seats") + Coalesce(Subquery(rolled.annotate(n=Sum("change")).values("n")), 0),
    )


def agreements_to_see_to(agreements: QuerySet[Agreement], *, on: date) -> QuerySet[Agreement]:
    """Those in force of which :func:`warnings` has something to say, with ``used_percent``."""
    seats = F("used_seats") * 100 / NullIf(F("room_in_seats"), Value(0))
    kronor = Cast(Floor(F("used_amount") * 100 / F("ceiling_amount")), IntegerField())
    rows = agreements_with_use(agreements.active()).annotate(used_percent=Coalesce(Greatest(seats, kronor), 0))
    return rows.filter(Q(valid_until__lte=on + timedelta(days=WARN_DAYS)) | Q(used_percent__gte=WARN_PERCENT))


def use_of_agreement(agreement: Agreement) -> Use:
    """Of its ceilings, given a row of :func:`agreements_with_use`."""
    return Use(agreement.used_seats, agreement.used_amount, agreement.room_in_seats, agreement.ceiling_amount)


def warnings(agreement: Agreement, *, on: date) -> list[str]:
    """What its two sides should know of an agreement in force, in plain words. Takes what agreements_with_use gives."""
    return [*_of_its_end(agreement, on), *warnings_of_use(use_of_agreement(agreement))] if _in_force(agreement) else []


def warnings_of_use(use: Use) -> list[str]:
    """What to know of a budget or a ceiling of which four fifths are used."""
    told = []
    if use.seats_percent is not None and use.seats_percent >= WARN_PERCENT:
        words = {"n": use.seats, "of": use.of_seats, "percent": use.seats_percent}
        told.append(_("%(n)s of %(of)s seats are used: %(percent)s %%.") % words)
    if use.amount_percent is not None and use.amount_percent >= WARN_PERCENT:
        words = {"sum": _kronor(use.amount), "of": _kronor(use.of_amount), "percent": use.amount_percent}
        told.append(_("%(sum)s of %(of)s kr are used: %(percent)s %%.") % words)
    return told


def _in_force(agreement: Agreement) -> bool:
    return agreement.status == Agreement.Status.ACTIVE


def _of_its_end(agreement: Agreement, on: date) -> Iterator[str]:
    days, day = (agreement.valid_until - on).days, date_format(agreement.valid_until, "SHORT_DATE_FORMAT")
    if days < 0:
        yield _("It was to end on %(day)s: extend it, or end it.") % {"day": day}
    elif days <= WARN_DAYS:
        words = ngettext("It ends in %(n)s day, on %(day)s.", "It ends in %(n)s days, on %(day)s.", days)
        yield words % {"n": days, "day": day}


def _kronor(amount: Decimal) -> str:
    return number_format(f"{amount:.2f}".removesuffix(".00"), force_grouping=True)


def _ordered(what, output, **where) -> Coalesce:
    """A sum over the lines ordered under an agreement, or under one called off from it."""
    lines = OrderLine.objects.filter(order__agreement__in=_itself_and_called_off(), **where)
    return _total(lines.exclude(status__in=_NOT_ORDERED), what, output)


def _itself_and_called_off() -> QuerySet[Agreement]:
    """An agreement of the query two steps out, and those called off from it.

    Asked for first and by index: a choice between two columns of a join would read every order for each agreement.
    """
    outer = OuterRef(OuterRef("pk"))
    return Agreement.objects.filter(Q(pk=outer) | Q(parent=outer)).values("pk")


def _sum(where: Q, what, output) -> Coalesce:
    """A sum over the part of the ledger that belongs to a row of the outer query."""
    return _total(SeatEntry.objects.filter(where), what, output)


def _total(rows: QuerySet, what, output) -> Coalesce:
    whole = rows.order_by().annotate(whole=Value(1)).values("whole")
    return Coalesce(Subquery(whole.annotate(n=Sum(what)).values("n"), output_field=output), Value(0, output))


def _places() -> Case:
    """How many places an entry takes more than before: one, none, or one fewer."""
    takes = SeatEntry.TAKES_A_PLACE
    came = Case(When(became__in=takes, then=F("count")), default=0, output_field=IntegerField())
    went = Case(When(was__in=takes, then=F("count")), default=0, output_field=IntegerField())
    return came - went


def _held(where: Q) -> Coalesce:
    return _sum(where, _places(), IntegerField())


def _worth(where: Q) -> Coalesce:
    """Kronor: what the seats cost when they were made, whatever their cohorts cost now."""
    return _sum(where, _places() * F("seat__unit_price"), _MONEY)


def cohorts_paid_by(*, source: FundingSource, among: QuerySet[Cohort]) -> list[tuple[Cohort, int, Decimal]]:
    """In which of these cohorts it pays for how many seats, and their price; the last to start first. One query."""
    paid = SeatEntry.objects.filter(seat__funding=source).order_by().values("cohort")
    here = paid.filter(cohort=OuterRef("pk"))
    seats = here.annotate(n=Sum(_places())).values("n")
    worth = here.annotate(n=Sum(_places() * F("seat__unit_price"), output_field=_MONEY)).values("n")
    mine = among.filter(pk__in=paid.values("cohort"))
    rows = mine.annotate(paid_seats=Subquery(seats), paid_amount=Subquery(worth)).filter(paid_seats__gt=0)
    return [(cohort, cohort.paid_seats, cohort.paid_amount) for cohort in rows.order_by("-starts_on", "pk")]
