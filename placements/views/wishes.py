"""What people and workplaces wish for, each said by themselves, or by a coordinator on their words."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.directory.models import Person
from peersupport.shared.views import act, confirm, posted
from placements import selectors
from placements.actions import matching as actions
from placements.forms.wish import NoteWishForm, OpeningForm, WishForm, opening_of, wish_of
from placements.models import Opening, WorkWish
from placements.views.own import for_ones_own
from placements.views.workplaces import crumbs, visible

HALF_A_YEAR = timedelta(days=182)


@requires(Permission.OWN_WISHES)
@for_ones_own
def my_wishes(request: HttpRequest, me: Person) -> HttpResponse:
    form = WishForm(posted(request), places=selectors.places_to_avoid(me), initial=_now(me))
    if form.is_valid() and _wished(form, me, request):
        messages.success(request, _("Your wishes are saved. Your coordinators see them until the day that you chose."))
        return redirect("placements:my_wishes")
    return render(request, "placements/my_wishes.html", {"form": form, "wish": _wish_of(me)})


@requires(Permission.OWN_WISHES)
@for_ones_own
def my_wishes_throw_away(request: HttpRequest, me: Person) -> HttpResponse:
    if request.method == "POST":
        actions.throw_away(person=me)
        messages.success(request, _("Your wishes are erased. Nobody sees them any more."))
        return redirect("placements:my_wishes")
    return confirm(
        request,
        title=_("Take back your wishes?"),
        text=_("Nobody sees them from now on, and they are erased. You can write new ones whenever you like."),
        submit=_("Take them back"),
        back=reverse("placements:my_wishes"),
    )


@requires(Permission.MATCHING_SEE)
def match_person_note(request: HttpRequest, pk: int) -> HttpResponse:
    """A coordinator writes down what somebody without an account has said that they wish for."""
    found = get_object_or_404(
        Person.objects.visible_to(request.membership), pk=pk, user=None, special_at=None, died_on=None
    )
    form = NoteWishForm(posted(request), places=selectors.places_to_avoid(found), initial=_now(found))
    if form.is_valid() and _wished(form, found, request):
        messages.success(request, _("The wishes are saved."))
        return redirect("placements:match_person", pk=pk)
    above = [
        (_("Matching"), reverse("placements:matching")),
        (found.name, reverse("placements:match_person", args=[pk])),
    ]
    context = {"form": form, "title": _("Write down their wishes"), "crumbs": above}
    return render(request, "placements/titled_form.html", context)


@requires(Permission.MATCHING_SEE)
def match_person_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody without an account takes their wishes back, through a coordinator."""
    found = get_object_or_404(Person.objects.visible_to(request.membership), pk=pk, user=None)
    if request.method == "POST":
        actions.throw_away(person=found)
        messages.success(request, _("The wishes are erased. Nobody sees them any more."))
        return redirect("placements:match_person", pk=pk)
    return confirm(
        request,
        title=_("Erase their wishes?"),
        text=_("Do this as soon as they ask for it. Nobody sees the wishes from now on."),
        submit=_("Erase the wishes"),
        back=reverse("placements:match_person", args=[pk]),
    )


@requires(Permission.OPENING_SAY)
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """How many more peer supporters a workplace wants, said by its manager or a coordinator."""
    found = visible(request, pk)
    form = OpeningForm(posted(request), initial=opening_of(_opening_of(found)))
    if form.is_valid():
        said = {"workplace": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.say_opening, now=lambda: opening_of(_opening_of(found)), **said):
            messages.success(request, _("It is saved. The coordinators see it when they match."))
            return redirect("placements:workplace", pk=pk)
    context = {"form": form, "title": _("What the workplace wishes for"), "crumbs": crumbs(found)}
    return render(request, "placements/titled_form.html", context)


@requires(Permission.OPENING_SAY)
@require_POST
def opening_close(request: HttpRequest, pk: int) -> HttpResponse:
    actions.close_opening(workplace=visible(request, pk))
    messages.success(request, _("The workplace wants nobody more now."))
    return redirect("placements:workplace", pk=pk)


def _wished(form: WishForm, person: Person, request: HttpRequest) -> bool:
    said = {"person": person, "by": request.user, "at": timezone.now(), **form.cleaned_data}
    return act(form, actions.wish, now=lambda: _now(person), **said)


def _now(person: Person) -> dict:
    return wish_of(_wish_of(person), until=timezone.localdate() + HALF_A_YEAR)


def _wish_of(person: Person) -> WorkWish | None:
    return WorkWish.objects.filter(person=person).first()


def _opening_of(workplace) -> Opening | None:
    return Opening.objects.filter(workplace=workplace).first()
