"""One factory per model. A bare call is the smallest valid row: an open cohort of 12, nothing ordered in it.

Rows made here skip the actions: a seat from SeatFactory isn't counted in its cohort unless the test says so. Tests of
rules use the actions.
"""

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import CountyFactory, OrganisationFactory
from programs.models import (
    Agreement,
    AgreementEntry,
    AgreementExtension,
    Cancellation,
    CancellationStep,
    Charge,
    Cohort,
    CohortLeader,
    Contingent,
    EthicalGuidelines,
    FundingSource,
    InvoiceBasis,
    NumberSeries,
    Offer,
    Order,
    OrderChange,
    OrderFile,
    OrderLine,
    Price,
    PriceList,
    Programme,
    ProgrammeVersion,
    Readiness,
    ReadinessItem,
    Requirement,
    Requirements,
    Seat,
    SeatEntry,
    SupervisionPhase,
    Track,
)

FEBRUARY = dt.datetime(2026, 2, 2, 9, 0, tzinfo=dt.UTC)


class ProgrammeFactory(DjangoModelFactory):
    """With the first version of its settings; ``requirements__summing_up=True`` and so on for what a certificate takes,
    ``requirements=False`` for no version. Workplaces need ``readiness__kinds={…}`` besides what is always asked.
    """

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    name = factory.Sequence("Program {}".format)
    owner = factory.SubFactory(OrganisationFactory, host=True)
    seat_price = 68000
    assessors = 0  # tests of admission say how many it takes

    @factory.post_generation
    def requirements(programme, create, wanted, **asked):  # noqa: N805 - what it is given is the row
        if create and wanted is not False:
            version = ProgrammeVersionFactory(programme=programme, number=programme.version)
            Requirements(**asked).save_as_those_of(version)

    @factory.post_generation
    def readiness(programme, create, wanted, **asked):  # noqa: N805 - likewise
        version = programme.versions.last() if create else None
        if version:
            usual = {"kinds": frozenset({ReadinessItem.Kind.MANAGER_PRESENT}), "reached": None, "turnover": None}
            Readiness(**(usual | asked)).save_as_those_of(version)


class SupervisionPhaseFactory(DjangoModelFactory):
    class Meta:
        model = SupervisionPhase

    programme = factory.SubFactory(ProgrammeFactory)
    until_week = 4
    every_days = 7
    late_after = factory.LazyAttribute(lambda phase: 2 * (phase.every_days or 30))


class CancellationStepFactory(DjangoModelFactory):
    class Meta:
        model = CancellationStep

    programme = factory.SubFactory(ProgrammeFactory)
    days_before = 30
    percent = 0


class ProgrammeVersionFactory(DjangoModelFactory):
    class Meta:
        model = ProgrammeVersion

    programme = factory.SubFactory(ProgrammeFactory, requirements=False)
    number = factory.Sequence(lambda n: n + 1)
    settings = factory.LazyFunction(lambda: {"terms": [[30, 0], [8, 50], [None, 100]]})
    at = FEBRUARY


class EthicalGuidelinesFactory(DjangoModelFactory):
    class Meta:
        model = EthicalGuidelines

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.LazyAttribute(lambda row: row.programme.guidelines.count() + 1)
    text = factory.Sequence("Vi lovar inget utanför rollen, {}.\nVi tar hand om oss själva.".format)
    published_at = FEBRUARY
    published_by = factory.SubFactory(UserFactory)


class RequirementFactory(DjangoModelFactory):
    class Meta:
        model = Requirement

    version = factory.SubFactory(ProgrammeVersionFactory)
    kind = Requirement.Kind.ATTENDANCE
    share = Decimal("0.800")


class ReadinessItemFactory(DjangoModelFactory):
    class Meta:
        model = ReadinessItem

    version = factory.SubFactory(ProgrammeVersionFactory)
    kind = ReadinessItem.Kind.DECISION


class PriceListFactory(DjangoModelFactory):
    class Meta:
        model = PriceList

    programme = factory.SubFactory(ProgrammeFactory)
    year = 2026
    changed_by = factory.SubFactory(UserFactory)
    changed_at = FEBRUARY


class PriceFactory(DjangoModelFactory):
    class Meta:
        model = Price

    price_list = factory.SubFactory(PriceListFactory)
    kind = OrderLine.Kind.SEATS
    unit_price = 70000


class FundingSourceFactory(DjangoModelFactory):
    class Meta:
        model = FundingSource

    programme = factory.SubFactory(ProgrammeFactory)
    kind = FundingSource.Kind.GRANT
    funder = factory.Sequence("Fond {}".format)


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    class Params:
        draft = factory.Trait(status=Cohort.Status.DRAFT)
        running = factory.Trait(status=Cohort.Status.RUNNING)
        completed = factory.Trait(status=Cohort.Status.COMPLETED)
        cancelled = factory.Trait(status=Cohort.Status.CANCELLED)

    programme = factory.SubFactory(ProgrammeFactory)
    host = factory.SubFactory(OrganisationFactory, host=True)
    name = factory.Sequence("Stockholm hösten {}".format)
    track = Track.COMMUNITY
    county = factory.SubFactory(CountyFactory)
    place = "Sal Eken, Liljeholmen"
    starts_on = dt.date(2026, 8, 17)
    ends_on = dt.date(2026, 9, 18)
    capacity = 12
    seat_price = 68000
    status = Cohort.Status.OPEN
    application_code = factory.Sequence("cohort{}".format)


class CohortLeaderFactory(DjangoModelFactory):
    class Meta:
        model = CohortLeader

    cohort = factory.SubFactory(CohortFactory)
    user = factory.SubFactory(UserFactory)


class OrderFactory(DjangoModelFactory):
    class Meta:
        model = Order

    class Params:
        draft = factory.Trait(status=Order.Status.DRAFT)
        confirmed = factory.Trait(status=Order.Status.CONFIRMED)
        cancelled = factory.Trait(status=Order.Status.CANCELLED)

    number = factory.LazyAttributeSequence(lambda order, n: None if order.status == "draft" else f"T-2026-{n:04d}")
    programme = factory.SubFactory(ProgrammeFactory)
    orderer = factory.SubFactory(OrganisationFactory)
    placed_by = factory.SubFactory(UserFactory)
    placed_at = FEBRUARY
    reference = "ZZ1234"
    decline_reason = factory.LazyAttribute(lambda order: "full" if order.status == "declined" else "")
    status = Order.Status.SENT


class OrderLineFactory(DjangoModelFactory):
    """A line whose seats are held in a cohort; ``waiting=True`` waits for the next one in a county."""

    class Meta:
        model = OrderLine

    class Params:
        waiting = factory.Trait(
            status=OrderLine.Status.WAITING,
            cohort=None,
            county=factory.SubFactory(CountyFactory),
            track=Track.COMMUNITY,
        )
        staff_training = factory.Trait(
            kind="staff", cohort=None, county=None, track="", vat="S25", status=OrderLine.Status.ORDERED
        )

        preferred = factory.Trait(
            priority=1,
            priority_reason="Two were admitted by mistake",
            prioritised_at=FEBRUARY,
            prioritised_by=factory.SubFactory(UserFactory),
        )

    order = factory.SubFactory(OrderFactory)
    cohort = factory.SubFactory(CohortFactory, programme=factory.SelfAttribute("..order.programme"))
    county = factory.SelfAttribute("cohort.county")
    track = factory.SelfAttribute("cohort.track")
    quantity = 2
    unit_price = 68000
    status = OrderLine.Status.HELD


class OrderChangeFactory(DjangoModelFactory):
    class Meta:
        model = OrderChange

    order = factory.SubFactory(OrderFactory)
    before = factory.LazyFunction(lambda: {"reference": None})
    after = factory.LazyFunction(lambda: {"reference": None})
    by = factory.SubFactory(UserFactory)
    at = FEBRUARY


class OrderFileFactory(DjangoModelFactory):
    """A decision of four bytes; nobody has looked at what it is."""

    class Meta:
        model = OrderFile

    order = factory.SubFactory(OrderFactory)
    kind = OrderFile.Kind.DECISION
    name = "beslut.pdf"
    media_type = OrderFile.Media.PDF
    size = 4
    content = b"%PDF"
    sha256 = factory.Sequence("{:064x}".format)
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = FEBRUARY


class CancellationFactory(DjangoModelFactory):
    class Meta:
        model = Cancellation

    line = factory.SubFactory(OrderLineFactory)
    quantity = 2
    percent = 50
    amount = 68000
    at = FEBRUARY


class SeatFactory(DjangoModelFactory):
    """A seat of an order line; ``granted=True`` has a funding source instead."""

    class Meta:
        model = Seat

    class Params:
        granted = factory.Trait(
            line=None,
            cohort=factory.SubFactory(CohortFactory),
            funding=factory.SubFactory(FundingSourceFactory, programme=factory.SelfAttribute("..cohort.programme")),
            status=Seat.Status.CONFIRMED,
            unit_price=68000,
        )

    line = factory.SubFactory(OrderLineFactory)
    cohort = factory.SelfAttribute("line.cohort")
    number = factory.Sequence("T-2026-9999/{:02d}".format)  # no order's, which has seats of its own
    application_code = factory.Sequence("seat{}".format)


class NumberSeriesFactory(DjangoModelFactory):
    class Meta:
        model = NumberSeries
        django_get_or_create = ("prefix",)

    prefix = "B-2026"


class ContingentFactory(DjangoModelFactory):
    class Meta:
        model = Contingent

    cohort = factory.SubFactory(CohortFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    until = dt.date(2026, 7, 1)


class OfferFactory(DjangoModelFactory):
    """An open offer of all its seats to a line that waits for its cohort."""

    class Meta:
        model = Offer

    line = factory.SubFactory(OrderLineFactory, status=OrderLine.Status.WAITING)
    cohort = factory.SelfAttribute("line.cohort")
    seats = factory.SelfAttribute("line.quantity")
    offered_at = FEBRUARY
    ends_at = dt.datetime(2026, 2, 9, 16, 0, tzinfo=dt.UTC)


class SeatEntryFactory(DjangoModelFactory):
    class Meta:
        model = SeatEntry

    seat = factory.SubFactory(SeatFactory)
    cohort = factory.SelfAttribute("seat.cohort")
    line = factory.SelfAttribute("seat.line")
    became = "reserved"
    why = SeatEntry.Why.ORDERED
    at = FEBRUARY


class AgreementFactory(DjangoModelFactory):
    """A direct agreement that holds for 2026 and allows ten seats."""

    class Meta:
        model = Agreement

    class Params:
        draft = factory.Trait(status=Agreement.Status.DRAFT)
        framework = factory.Trait(kind=Agreement.Kind.FRAMEWORK)

    number = factory.Sequence("A-2026-{}".format)
    kind = Agreement.Kind.DIRECT
    programme = factory.SubFactory(ProgrammeFactory)
    orderer = factory.SubFactory(OrganisationFactory)
    host = factory.SubFactory(OrganisationFactory, host=True)
    valid_from = dt.date(2026, 1, 1)
    valid_until = dt.date(2026, 12, 31)
    ceiling_seats = 10
    status = Agreement.Status.ACTIVE


class AgreementExtensionFactory(DjangoModelFactory):
    class Meta:
        model = AgreementExtension

    agreement = factory.SubFactory(AgreementFactory)
    was = dt.date(2026, 12, 31)
    until = dt.date(2027, 12, 31)
    by = factory.SubFactory(UserFactory)
    at = FEBRUARY


class AgreementEntryFactory(DjangoModelFactory):
    class Meta:
        model = AgreementEntry

    agreement = factory.SubFactory(AgreementFactory)
    other = factory.SubFactory(AgreementFactory)
    change = 2
    reason = AgreementEntry.Reason.ROLLED_IN
    by = factory.SubFactory(UserFactory)
    at = FEBRUARY


class InvoiceBasisFactory(DjangoModelFactory):
    """An open basis without charges; ``locked=True`` says only its number."""

    class Meta:
        model = InvoiceBasis

    class Params:
        locked = factory.Trait(
            status=InvoiceBasis.Status.LOCKED,
            locked_by=factory.SubFactory(UserFactory),
            locked_at=FEBRUARY,
            document=factory.LazyAttribute(lambda basis: {"number": basis.number}),
        )

    number = factory.Sequence("FT-2026-{:04d}".format)  # not one of the real series
    host = factory.SubFactory(OrganisationFactory, host=True)
    payer = factory.SubFactory(OrganisationFactory)
    buyer_reference = "ZZ1234"
    made_by = factory.SubFactory(UserFactory)
    made_at = FEBRUARY


class ChargeFactory(DjangoModelFactory):
    """What is owed for a delivered seat, to the cohort's host, by who ordered it."""

    class Meta:
        model = Charge

    seat = factory.SubFactory(SeatFactory, status=Seat.Status.DELIVERED)
    line = factory.SelfAttribute("seat.line")
    host = factory.SelfAttribute("seat.cohort.host")
    payer = factory.SelfAttribute("line.order.orderer")
    quantity = 1
    unit_price = factory.SelfAttribute("line.unit_price")
    vat = OrderLine.Vat.EXEMPT
    delivered_on = dt.date(2026, 9, 18)
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = FEBRUARY
