"""Figures and pages over several models. Each number is counted here and nowhere else."""

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
from programs.selectors.prices import UnitPrice, price_of
from programs.selectors.terms import cancellation_percent
from programs.selectors.versions import programme_history

__all__ = [
    "DOTS",
    "SHAPES",
    "Dot",
    "Happening",
    "Seats",
    "UnitPrice",
    "cancellation_percent",
    "contacts_of",
    "ledger_of",
    "order_history",
    "price_of",
    "programme_history",
    "seat_sums",
    "seats_by_orderer",
    "seats_left",
    "seats_of",
    "seats_ordered",
    "seats_waited_for",
]
