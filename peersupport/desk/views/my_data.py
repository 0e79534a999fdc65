"""Mina uppgifter: what is known of whoever is signed in, and who sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.desk import mydata
from peersupport.directory.models import Person
from placements.views.own import for_ones_own


@requires(Permission.OWN_RECORD)
@for_ones_own
def my_data(request: HttpRequest, me: Person) -> HttpResponse:
    return render(request, "desk/my_data.html", {"data": mydata.my_data(me)})
