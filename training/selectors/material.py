"""What is handed out, as pages list it."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from programs.models import Programme
from training.models import Material, Module


def modules_of(*, programme: Programme, membership) -> QuerySet[Module]:
    """A programme's modules, those in use first, each with ``files``: how much material this membership sees of it."""
    mine = Material.objects.visible_to(membership).in_use().filter(module=OuterRef("pk")).order_by().values("module")
    files = Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)
    return Module.objects.filter(programme=programme).annotate(files=files).order_by("retired", "number")
