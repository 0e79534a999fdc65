"""Mina uppgifter: what is known of whoever is signed in, and who sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.desk import mydata
from peersupport.directory.models import Person


@requires(Permission.OWN_RECORD)
def my_data(request: HttpRequest) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.membership))
    return render(request, "desk/my_data.html", {"data": mydata.my_data(person)})
