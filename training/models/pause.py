"""A pause that somebody makes in a course: from when to when, and never why."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from peersupport.shared.models import Rows, days

TODAY = TruncDate(Now())  # for what is asked in the moment of sending


class PauseQuerySet(Rows):
    def on(self, day: date | TruncDate) -> "PauseQuerySet":
        """Those that are made on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), begins_on__lte=day)

    def not_over(self, day: date) -> "PauseQuerySet":
        """Those that are made on a day, or will be later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def to_decide(self, day: date) -> "PauseQuerySet":
        """Nobody knows when they end, and the seat is kept until this day at most."""
        return self.filter(ends_on=None, kept_until__lte=day)


class Pause(models.Model):
    """Paus (domain 7.9). The sessions in it count as missed like any others; what rests are letters and warnings."""

    participation = models.ForeignKey("training.Participation", models.CASCADE, related_name="pauses")
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True)  # null: nobody knows yet
    kept_until = models.DateField()  # what the person was promised when it was noted: their seat is kept so long
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pause_ends_after_it_began", condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on"))
            ),
            models.CheckConstraint(name="pause_keeps_the_seat_a_day", condition=Q(kept_until__gte=F("begins_on"))),
            ExclusionConstraint(
                name="one_pause_at_a_time",
                expressions=[
                    ("participation", RangeOperators.EQUAL),
                    (
                        days("begins_on", "ends_on"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["kept_until"], condition=Q(ends_on=None), name="pause_to_decide")]

    def __str__(self) -> str:
        return f"Pause of participation {self.participation_id} from {self.begins_on}"
