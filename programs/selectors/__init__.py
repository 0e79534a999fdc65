"""Figures and pages over several models. Each number is counted here and nowhere else."""

from programs.selectors.agreements import agreement_history, agreements_for
from programs.selectors.bases import Waiting, charges_of, invoice_of, waiting
from programs.selectors.budgets import (
    WARN_DAYS,
    WARN_PERCENT,
    Use,
    agreements_to_see_to,
    agreements_with_use,
    cohorts_paid_by,
    funding_with_use,
    use_of_agreement,
    use_of_funding,
    warnings,
    warnings_of_use,
)
from programs.selectors.documents import OrderDocuments, documents_of, programmes_with_terms
from programs.selectors.extras import extras_offered
from programs.selectors.history import Happening, ledger_of, order_history
from programs.selectors.ledger import (
    Seats,
    seat_sums,
    seats_by_orderer,
    seats_left,
    seats_of,
    seats_ordered,
    seats_waited_for,
)
from programs.selectors.orders import DOTS, SHAPES, Dot, contacts_of
from programs.selectors.own import OwnSeats, cohorts_of, own_seats
from programs.selectors.prices import UnitPrice, price_of, seat_prices
from programs.selectors.statements import Flow, OrderFlow, Statement, order_flows, statement_of
from programs.selectors.terms import (
    REGRET,
    Fee,
    cancellation_fee,
    cancellation_fees,
    cancellation_percent,
    step_to_undo,
    unused_fee,
)
from programs.selectors.totals import Total, VatSum, total_of
from programs.selectors.versions import programme_history
from programs.selectors.waiting_list import in_line, seats_to_offer
from programs.selectors.why import Why, standing_in, why_in, why_no_seat

__all__ = [
    "DOTS",
    "REGRET",
    "SHAPES",
    "WARN_DAYS",
    "WARN_PERCENT",
    "Dot",
    "Fee",
    "Flow",
    "Happening",
    "OrderDocuments",
    "OrderFlow",
    "OwnSeats",
    "Seats",
    "Statement",
    "Total",
    "UnitPrice",
    "Use",
    "VatSum",
    "Waiting",
    "Why",
    "agreement_history",
    "agreements_for",
    "agreements_to_see_to",
    "agreements_with_use",
    "cancellation_fee",
    "cancellation_fees",
    "cancellation_percent",
    "charges_of",
    "cohorts_of",
    "cohorts_paid_by",
    "contacts_of",
    "documents_of",
    "extras_offered",
    "funding_with_use",
    "in_line",
    "invoice_of",
    "ledger_of",
    "order_flows",
    "order_history",
    "own_seats",
    "price_of",
    "programme_history",
    "programmes_with_terms",
    "seat_prices",
    "seat_sums",
    "seats_by_orderer",
    "seats_left",
    "seats_of",
    "seats_ordered",
    "seats_to_offer",
    "seats_waited_for",
    "standing_in",
    "statement_of",
    "step_to_undo",
    "total_of",
    "unused_fee",
    "use_of_agreement",
    "use_of_funding",
    "waiting",
    "warnings",
    "warnings_of_use",
    "why_in",
    "why_no_seat",
]
