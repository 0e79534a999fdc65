"""No models of its own, but pieces that other apps' models are made of."""

from collections.abc import Callable
from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Concat


class Rows(models.QuerySet):
    """What the queryset of every model can do."""

    def locked(self) -> Self:
        """These rows, held until the transaction ends: they stay as they are read, and whoever writes them waits.

        What they are joined to is left alone, and others may go on making rows that point to them.
        """
        return self.select_for_update(of=("self",), no_key=True)


class SwedishSort(Func):
    """``sv_sort(text)``: a key that sorts å, ä and ö last and é as e, on any PostgreSQL (docs/adr/0005)."""

    function = "sv_sort"
    output_field = models.TextField(db_collation="C")


def swedish_sort(*fields: str) -> models.GeneratedField:
    """A stored column to order by: the named text fields, in turn, as Swedes sort them."""
    expression = F(fields[0])
    for field in fields[1:]:
        expression = Concat(expression, Value(" "), F(field))
    return models.GeneratedField(
        expression=SwedishSort(expression), output_field=models.TextField(db_collation="C"), db_persist=True
    )


def days(first: str, last: str) -> Func:
    """The days from one column to another, the last one with them: for a constraint that keeps rows from overlapping.

    No last day: for ever.
    """
    return Func(F(first), F(last), Value("[]"), function="daterange", output_field=DateRangeField())


def label_of(field: str, choices: type[models.TextChoices]) -> Callable[[models.Model], str]:
    """``get_status_display = label_of("status", Status)``: one look-up and one translation.

    Django's own method puts every label of the field into words to find the one, and a list asks it of each row.
    """

    def display(self: models.Model) -> str:
        return str(choices(getattr(self, field)).label)

    return display
