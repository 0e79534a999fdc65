from programs.models.cohort import Cohort, CohortLeader, Track
from programs.models.order import NumberSeries, Order, OrderLine
from programs.models.programme import FundingSource, Programme, SupervisionPhase
from programs.models.seat import Seat

__all__ = [
    "Cohort",
    "CohortLeader",
    "FundingSource",
    "NumberSeries",
    "Order",
    "OrderLine",
    "Programme",
    "Seat",
    "SupervisionPhase",
    "Track",
]
