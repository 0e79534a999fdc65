import threading

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from redis.exceptions import ConnectionError as ValkeyGone

from peersupport.shared.acting import SYSTEM, acting_as
from peersupport.shared.middleware import BusyDatabase
from peersupport.shared.refusals import Conflict


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        *["/konto/logga-in/?q=a%00b", "/konto/logga-in/?q=%ff%fe", "/konto/logga-in/?%ff=1", "/konto/logga-in/?%00=1"],
        *["/a%00b/", "/konto/logga-in/?q=%ED%A0%80", "/konto/logga-in/?ok=1&ok=%FF"],
    ],
)
def test_what_no_text_column_can_hold_is_a_400_page(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/konto/logga-in/?q=%C3%A5", "/konto/logga-in/?q=%2500", "/konto/logga-in/?q=%F0%9F%90%8E"]
)
def test_what_is_only_unusual_is_let_through(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_a_form_with_a_thousand_fields_and_one_of_two_megabytes_are_400_pages(client):
    many = client.post("/konto/logga-in/", {f"field{number}": "x" for number in range(1001)})
    form = "application/x-www-form-urlencoded"
    large = client.post("/konto/logga-in/", "login=" + "x" * 2 * 1024 * 1024, content_type=form)

    assert (many.status_code, large.status_code) == (400, 400)


@pytest.mark.django_db
def test_an_address_that_is_no_text_is_not_there(client):
    assert client.get("/%ff%fe/").status_code == 404


def page_of(exception: Exception) -> HttpResponse | None:
    return BusyDatabase(HttpResponse).process_exception(RequestFactory().get("/"), exception)


@pytest.mark.parametrize(
    ("exception", "status"),
    [
        (ValkeyGone(), 503),
        (OperationalError("the server closed the connection"), 503),
        (InterfaceError("connection already closed"), 503),
        (RequestDataTooBig(), 400),
        (TooManyFieldsSent(), 400),
    ],
    ids=repr,
)
def test_what_is_nobodys_mistake_has_a_page_of_its_own(exception, status):
    assert page_of(exception).status_code == status


@pytest.mark.parametrize("fault", [KeyError, IntegrityError, ProgrammingError, DataError, InternalError, Conflict])
def test_what_is_a_mistake_of_ours_stays_one(fault):
    assert page_of(fault("x")) is None


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_was_not_had_in_time_is_a_409_page():
    row = Session.objects.create(session_key="x" * 40, expire_date=timezone.now())
    locked, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Session.objects.select_for_update().get(pk=row.pk)
            locked.set()
            done.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(20)
    try:
        with pytest.raises(OperationalError) as waited, acting_as(SYSTEM):
            Session.objects.select_for_update().get(pk=row.pk)
    finally:
        done.set()
        holder.join()

    assert page_of(waited.value).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_the_name_and_the_patience_of_a_transaction_end_with_it():
    def settings_now() -> tuple:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.scope', true), current_setting('lock_timeout')")
            return cursor.fetchone()

    with acting_as(SYSTEM):
        inside = settings_now()

    assert inside == ("system", "3s")
    assert settings_now() == ("", "0")


@pytest.mark.django_db(transaction=True)
def test_one_transaction_does_not_open_in_another():
    with acting_as(SYSTEM), pytest.raises(RuntimeError), acting_as(SYSTEM):
        pass
