"""How many stay at work in their first year: published once of those who began in years that are over (ADR 40)."""

from django.db import models
from django.db.models import F, Q

from peersupport.shared.models import Rows
from placements.models.survey import Dimension
from placements.rules import FEWEST, REST


class StayReport(models.Model):
    """Of those who began from one day to another. Nobody is in two of them, so that none can be subtracted."""

    first_on = models.DateField(unique=True)
    last_on = models.DateField()
    frozen_on = models.DateField()

    objects = Rows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stays_are_reported_a_year_after_the_last_began",
                condition=Q(last_on__gt=F("first_on"), frozen_on__gt=F("last_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"Stays {self.first_on:%Y}–{self.last_on:%Y}"


class StayRow(models.Model):
    """So many months on: how many are there still, and how many have left; neither where it may not be shown."""

    REST = REST

    report = models.ForeignKey(StayReport, models.CASCADE, related_name="rows")
    dimension = models.CharField(max_length=10, choices=Dimension)
    value = models.CharField(max_length=25, blank=True)  # as in ReportRow
    months = models.PositiveSmallIntegerField()
    there = models.PositiveIntegerField(null=True)
    left = models.PositiveIntegerField(null=True)

    objects = Rows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "dimension", "value", "months"], name="stay_row_once"),
            models.CheckConstraint(
                name="stay_dimension_known", condition=Q(dimension__in=["all", "programme", "county", "kind"])
            ),
            models.CheckConstraint(
                name="no_stays_of_a_few",
                condition=Q(there=None, left=None)
                | Q(there__isnull=False, left__isnull=False, there__gte=FEWEST, left__gte=FEWEST),
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.pk}"
