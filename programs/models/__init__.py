from programs.models.agreement import Agreement, AgreementEntry, AgreementExtension
from programs.models.basis import InvoiceBasis
from programs.models.cancellation import Cancellation
from programs.models.change import OrderChange
from programs.models.charge import Charge
from programs.models.cohort import Cohort, CohortLeader, Track
from programs.models.file import OrderFile
from programs.models.funding import FundingSource
from programs.models.guidelines import EthicalGuidelines
from programs.models.ledger import Contingent, SeatEntry
from programs.models.line import OrderLine, Wish
from programs.models.offer import Offer
from programs.models.order import NumberSeries, Order
from programs.models.price import Price, PriceList
from programs.models.programme import CancellationStep, Programme, SupervisionPhase
from programs.models.readiness import Readiness, ReadinessItem
from programs.models.requirement import Requirement, Requirements
from programs.models.seat import Seat
from programs.models.version import ProgrammeVersion

__all__ = [
    "Agreement",
    "AgreementEntry",
    "AgreementExtension",
    "Cancellation",
    "CancellationStep",
    "Charge",
    "Cohort",
    "CohortLeader",
    "Contingent",
    "EthicalGuidelines",
    "FundingSource",
    "InvoiceBasis",
    "NumberSeries",
    "Offer",
    "Order",
    "OrderChange",
    "OrderFile",
    "OrderLine",
    "Price",
    "PriceList",
    "Programme",
    "ProgrammeVersion",
    "Readiness",
    "ReadinessItem",
    "Requirement",
    "Requirements",
    "Seat",
    "SeatEntry",
    "SupervisionPhase",
    "Track",
    "Wish",
]
