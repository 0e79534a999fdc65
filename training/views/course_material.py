"""A course's material: fetched by those who hold it, and read by its participants, who come by either door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from programs.models import Cohort
from training import selectors
from training.models import Material, Participation
from training.selectors import Door
from training.views.material import saved
from training.views.own import through_both_doors


@requires(Permission.COHORT_SEE)
def cohort_material(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    """One file, of a module that is in the cohort's schedule."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.membership), pk=pk)
    return saved(get_object_or_404(Material.objects.of_cohort(cohort), pk=material))


def _material(request: HttpRequest, found: Participation, door: Door) -> HttpResponse:
    """Day by day, what is handed out."""
    on = timezone.localdate()
    days = selectors.handed_out(cohort=found.cohort, on=on)
    page = "training/my_material.html" if door.is_link else "training/own_material.html"
    return render(request, page, {"cohort": found.cohort, "days": days, "door": door, "on": on})


def _file(request: HttpRequest, found: Participation, door: Door, material: int) -> HttpResponse:  # noqa: ARG001 - the doors' shape
    rows = Material.objects.handed_out(found.cohort, on=timezone.localdate())
    return saved(get_object_or_404(rows, pk=material))


my_material, own_material = through_both_doors(_material)
my_material_file, own_material_file = through_both_doors(_file)
