"""Course material, module by module: the list, a new file, another title, another file in its place."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission, Role
from peersupport.shared.views import act, made, posted, to_save
from training.actions import material as actions
from training.forms.material import AddMaterial, ChangeMaterial, ReplaceMaterial, initial_of
from training.models import Material, Module
from training.views.modules import crumbs_to, programme_seen


@requires(Permission.MATERIAL_MANAGE)
def material(request: HttpRequest, pk: int, module: int) -> HttpResponse:
    """What a module has, what is in use first."""
    found = _module(request, pk, module)
    rows = Material.objects.visible_to(request.membership).filter(module=found).select_related("owner", "uploaded_by")
    context = {
        "module": found,
        "material": rows.listed().order_by("retired", "pk"),
        "mine": set(Material.objects.managed_by(request.membership).filter(module=found).values_list("pk", flat=True)),
        "crumbs": _crumbs(found)[:-1],
    }
    return render(request, "training/material.html", context)


@requires(Permission.MATERIAL_MANAGE)
def material_new(request: HttpRequest, pk: int, module: int) -> HttpResponse:
    """For all when the nation adds it, else for those whom the region's own association hosts."""
    found = _module(request, pk, module)
    form = AddMaterial(posted(request), request.FILES or None, initial={"key": uuid.uuid4()})
    if form.is_valid():
        national = request.membership.role == Role.NATIONAL_COORDINATOR
        asked = {"owner": None if national else request.membership.organisation, **_who(request), **form.values()}
        if made(form, actions.add, module=found, **asked):
            messages.success(request, _("The material is added."))
            return redirect("training:material", pk=pk, module=module)
    return _form(request, form, found, title=_("New material"))


@requires(Permission.MATERIAL_MANAGE)
def material_file(request: HttpRequest, pk: int, module: int, material: int) -> HttpResponse:
    rows = Material.objects.visible_to(request.membership)
    return saved(get_object_or_404(rows, pk=material, module=module, module__programme=pk))


@requires(Permission.MATERIAL_MANAGE)
def material_edit(request: HttpRequest, pk: int, module: int, material: int) -> HttpResponse:
    found = _managed(request, pk, module, material)
    form = ChangeMaterial(posted(request), initial=initial_of(found))
    if form.is_valid():
        asked = {"material": found, **form.cleaned_data}
        if act(form, actions.change, now=lambda: initial_of(_managed(request, pk, module, material)), **asked):
            messages.success(request, _("The material is changed."))
            return redirect("training:material", pk=pk, module=module)
    return _form(request, form, found.module, title=_("Change the material"))


@requires(Permission.MATERIAL_MANAGE)
def material_replace(request: HttpRequest, pk: int, module: int, material: int) -> HttpResponse:
    found = _managed(request, pk, module, material)
    form = ReplaceMaterial(posted(request), request.FILES or None, initial=initial_of(found))
    if form.is_valid():
        asked = {"material": found, **_who(request), **form.values()}
        if act(form, actions.replace, now=lambda: initial_of(_managed(request, pk, module, material)), **asked):
            messages.success(request, _("The file is replaced. The material has the same address as before."))
            return redirect("training:material", pk=pk, module=module)
    return _form(request, form, found.module, title=_("Replace “%(title)s”") % {"title": found.title})


def saved(found: Material) -> HttpResponse:
    return to_save(bytes(found.content), media_type=found.media_type, name=found.file_name)


def _who(request: HttpRequest) -> dict:
    return {"by": request.user, "at": timezone.now()}


def _module(request: HttpRequest, pk: int, module: int) -> Module:
    programme = programme_seen(request, pk)
    return get_object_or_404(Module.objects.select_related("programme"), pk=module, programme=programme)


def _managed(request: HttpRequest, pk: int, module: int, material: int) -> Material:
    rows = Material.objects.managed_by(request.membership).select_related("module__programme").listed()
    return get_object_or_404(rows, pk=material, module=module, module__programme=pk)


def _form(request: HttpRequest, form, module: Module, *, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "crumbs": _crumbs(module)}
    return render(request, "training/module_form.html", context)


def _crumbs(module: Module) -> list[tuple[str, str]]:
    """The way to a module's material."""
    programme = module.programme
    return [
        *crumbs_to(programme),
        (_("Modules"), reverse("training:modules", args=[programme.pk])),
        (str(module), reverse("training:material", args=[programme.pk, module.pk])),
    ]
