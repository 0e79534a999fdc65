from programs.models.agreement import Agreement, AgreementEntry, AgreementExtension
from programs.models.cohort import Cohort, CohortLeader, Track
from programs.models.ledger import Contingent, SeatEntry
from programs.models.line import OrderLine, Wish
from programs.models.order import NumberSeries, Order
from programs.models.programme import FundingSource, Programme, SupervisionPhase
from programs.models.seat import Seat

__all__ = [
    "Agreement",
    "AgreementEntry",
    "AgreementExtension",
    "Cohort",
    "CohortLeader",
    "Contingent",
    "FundingSource",
    "NumberSeries",
    "Order",
    "OrderLine",
    "Programme",
    "Seat",
    "SeatEntry",
    "SupervisionPhase",
    "Track",
    "Wish",
]
