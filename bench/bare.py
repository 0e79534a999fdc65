"""The floors of bench.seats: selling one seat in a view with nothing around it.

``/sql/<line>/``: one conditional UPDATE of the cohort's counter and one INSERT of a seat. ``/orm/<line>/``: the same
through the ORM, under select_for_update. No session, no sign-in, no form, no middleware.
"""

import os
from uuid import uuid4

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare_settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from programs.models import Cohort, OrderLine, Seat  # noqa: E402

TAKE = """
    UPDATE programs_cohort SET seats_taken = seats_taken + 1
    FROM programs_orderline line
    WHERE line.id = %s AND programs_cohort.id = line.cohort_id AND seats_taken < capacity
    RETURNING programs_cohort.id"""
MAKE = """
    INSERT INTO programs_seat (cohort_id, line_id, number, status, application_code)
    VALUES (%s, %s, %s, 'reserved', %s)"""


@transaction.atomic
def sql(request: HttpRequest, pk: int) -> HttpResponse:
    request.body  # noqa: B018 - what isn't read, the server answers by hanging up
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [pk])
        taken = cursor.fetchone()
        if taken is None:
            return HttpResponse("full")
        code = uuid4().hex[:12]
        cursor.execute(MAKE, [taken[0], pk, code, code])
    return HttpResponse("sold")


@transaction.atomic
def orm(request: HttpRequest, pk: int) -> HttpResponse:
    request.body  # noqa: B018
    line = OrderLine.objects.get(pk=pk)
    cohort = Cohort.objects.select_for_update().get(pk=line.cohort_id)
    if cohort.seats_taken >= cohort.capacity:
        return HttpResponse("full")
    cohort.seats_taken += 1
    cohort.save(update_fields=["seats_taken"])
    code = uuid4().hex[:12]
    Seat.objects.create(cohort=cohort, line=line, number=code, application_code=code)
    return HttpResponse("sold")


urlpatterns = [path("sql/<int:pk>/", sql), path("orm/<int:pk>/", orm)]
