"""Short pages of plain text that everybody may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from peersupport.accounts.access import public


@public
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/help.html", {"base": _base(request)})


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/accessibility.html", {"base": _base(request)})


@public
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/privacy.html", {"base": _base(request)})


def _base(request: HttpRequest) -> str:
    """The shell for those who are in it, the calm card for others."""
    return "base.html" if request.membership else "base_public.html"
