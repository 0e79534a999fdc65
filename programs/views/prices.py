"""What a programme's things cost, year by year."""

from django.contrib import messages
from django.db.models import F, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission, Role
from peersupport.directory.models import Organisation
from peersupport.shared.views import act
from programs.actions import prices as actions
from programs.forms.prices import PricesForm, initial_of
from programs.models import Price, PriceList, Programme
from programs.models.price import FIRST_YEAR, LAST_YEAR


@requires(Permission.PROGRAMME_SEE)
def prices(request: HttpRequest, pk: int) -> HttpResponse:
    """The lists of a programme: the nation's, and those of the hosts that the reader may see; the last year first."""
    programme = get_object_or_404(Programme.objects.visible_to(request.membership), pk=pk)
    seen = PriceList.objects.visible_to(request.membership).filter(programme=programme).select_related("host")
    rows = Prefetch("prices", Price.objects.order_by("pk"))
    may_manage = request.membership.may(Permission.PRICE_MANAGE)
    year = timezone.localdate().year
    context = {
        "programme": programme,
        "lists": seen.prefetch_related(rows).order_by("-year", F("host__sort_name").asc(nulls_first=True), "pk"),
        "years": [year, year + 1] if may_manage else [],
        "own": _host_of(request),
        "may_manage": may_manage,
        "crumbs": _crumbs(programme),
    }
    return render(request, "programs/prices.html", context)


@requires(Permission.PRICE_MANAGE)
def prices_edit(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The nation sets the prices of all, a region those of its own association."""
    programme = get_object_or_404(Programme.objects.visible_to(request.membership), pk=pk)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    host = _host_of(request)
    one = {"programme": programme, "host": host, "year": year}

    def now() -> dict:
        return initial_of(PriceList.objects.filter(**one).first())

    form = PricesForm(request.POST or None, initial=now())
    if request.method == "POST" and form.is_valid():
        asked = {**one, "version": form.cleaned_data["version"], "prices": form.prices()}
        if act(form, actions.set_year, now=now, by=request.user, at=timezone.now(), **asked):
            messages.success(request, _("The prices of %(year)s are saved.") % {"year": year})
            return redirect("programs:prices", pk=pk)
    crumbs = [*_crumbs(programme), (_("Prices"), reverse("programs:prices", args=[pk]))]
    context = {"form": form, "host": host, "title": _("Prices of %(year)s") % {"year": year}, "crumbs": crumbs}
    return render(request, "programs/prices_form.html", context)


def _host_of(request: HttpRequest) -> Organisation | None:
    """Whose prices the reader sets: None for all hosts'."""
    return request.membership.organisation if request.membership.role == Role.REGIONAL_COORDINATOR else None


def _crumbs(programme: Programme) -> list[tuple[str, str]]:
    return [
        (_("Programmes"), reverse("programs:programmes")),
        (programme.name, reverse("programs:programme", args=[programme.pk])),
    ]
