"""Idag: what waits for whoever is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission


@requires(Permission.TODAY)
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/today.html")
