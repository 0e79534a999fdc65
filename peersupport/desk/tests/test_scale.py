"""The invented country that ./run bench measures: it fits today's tables, and is whole."""

import datetime as dt

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from peersupport.desk.management.commands.load_scale import Command
from peersupport.directory.actions import geography
from peersupport.directory.models import Person
from placements.models import ReportRow
from programs.models import Agreement, Cohort, InvoiceBasis, Offer, Order
from programs.selectors import seats_of

TODAY = dt.date(2026, 9, 1)


@pytest.mark.django_db
def test_a_country_of_240_people_fits_the_tables():
    geography.load()
    with connection.cursor() as cursor:
        for _name, statements in Command.steps():
            cursor.execute(statements, {"people": 240, "today": TODAY, "now": timezone.now()})

    assert (Person.objects.count(), Cohort.objects.count()) == (240, 20)
    assert set(Order.objects.values_list("status", flat=True)) == {"draft", "sent", "confirmed"}
    assert set(InvoiceBasis.objects.values_list("status", flat=True)) == {"open", "locked"}
    assert set(Agreement.objects.values_list("status", flat=True)) == {"draft", "active"}
    for cohort in Cohort.objects.all():
        assert seats_of(cohort=cohort).taken == cohort.seats_taken
    asked = ReportRow.objects.filter(dimension="all").values("report__question_set__group").annotate(n=Sum("answered"))
    assert {row["n"] for row in asked} == {4 * 12 * 360}  # each gives an answer to each of five to seven questions
    assert Offer.objects.count() == Cohort.objects.filter(status="open").count() > 0


def test_a_country_has_at_least_a_hundred_people():
    with pytest.raises(CommandError):
        Command().handle(people=99, database="")
