"""The modules of a programme: the list, a new one, a change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import act, made, posted
from programs.models import Programme
from training import selectors
from training.actions import modules as actions
from training.forms.modules import ModuleForm, initial_of
from training.models import Module


@requires(Permission.PROGRAMME_SEE)
def modules(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_seen(request, pk)
    context = {
        "programme": programme,
        "modules": list(selectors.modules_of(programme=programme, membership=request.membership)),
        "may_manage": request.membership.may(Permission.PROGRAMME_MANAGE),
        "may_see_material": request.membership.may(Permission.MATERIAL_MANAGE),
        "crumbs": crumbs_to(programme),
    }
    return render(request, "training/modules.html", context)


@requires(Permission.PROGRAMME_MANAGE)
def module_new(request: HttpRequest, pk: int) -> HttpResponse:
    programme = programme_seen(request, pk)
    last = Module.objects.filter(programme=pk).order_by("-number").values_list("number", flat=True).first() or 0
    form = ModuleForm(posted(request), initial={"number": last + 1})
    if form.is_valid() and made(form, actions.add, programme=programme, **form.cleaned_data):
        messages.success(request, _("The module is added."))
        return redirect("training:modules", pk=pk)
    context = {"form": form, "title": _("New module"), "crumbs": _crumbs(programme)}
    return render(request, "training/module_form.html", context)


@requires(Permission.PROGRAMME_MANAGE)
def module_edit(request: HttpRequest, pk: int, module: int) -> HttpResponse:
    programme = programme_seen(request, pk)
    found = get_object_or_404(Module, pk=module, programme=pk)
    form = ModuleForm(posted(request), module=found, initial=initial_of(found))
    if form.is_valid():
        asked = {"module": found, **form.cleaned_data}
        if act(form, actions.change, now=lambda: initial_of(Module.objects.get(pk=module)), **asked):
            messages.success(request, _("The module is changed."))
            return redirect("training:modules", pk=pk)
    context = {"form": form, "title": _("Change the module"), "crumbs": _crumbs(programme)}
    return render(request, "training/module_form.html", context)


@requires(Permission.PROGRAMME_MANAGE)
@require_POST
def modules_usual(request: HttpRequest, pk: int) -> HttpResponse:
    actions.add_usual(programme=programme_seen(request, pk))
    messages.success(request, _("The usual modules are added. Change them as you like."))
    return redirect("training:modules", pk=pk)


def programme_seen(request: HttpRequest, pk: int) -> Programme:
    return get_object_or_404(Programme.objects.visible_to(request.membership), pk=pk)


def _crumbs(programme: Programme) -> list[tuple[str, str]]:
    return [*crumbs_to(programme), (_("Modules"), reverse("training:modules", args=[programme.pk]))]


def crumbs_to(programme: Programme) -> list[tuple[str, str]]:
    return [
        (_("Programmes"), reverse("programs:programmes")),
        (programme.name, reverse("programs:programme", args=[programme.pk])),
    ]
