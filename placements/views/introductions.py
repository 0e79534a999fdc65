"""Introductions: a coordinator proposes, the person and the workplace answer, each on their own page."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from peersupport.accounts.access import public, requires
from peersupport.accounts.permissions import Permission, Role
from peersupport.directory.models import Person
from peersupport.links.onetime import LinkSpent
from peersupport.shared import filters, paging
from peersupport.shared.limits import too_often
from peersupport.shared.query import choice
from peersupport.shared.views import act, posted, refusals_as_messages, render_list
from placements import selectors
from placements.actions import introductions as actions
from placements.forms.introduction import CloseIntroduction
from placements.models import Introduction
from placements.views.own import for_ones_own
from placements.views.workplaces import visible

PER_HOUR = 240
GONE, TOO_MANY_REQUESTS = 410, 429
SIDES: dict[str, Callable] = {"person": actions.person_says, "workplace": actions.workplace_says}


@requires(Permission.MATCHING_SEE)
@require_POST
def match_propose(request: HttpRequest, pk: int, workplace: int) -> HttpResponse:
    """From a person's page in the matching: ask them whether they want to get to know a workplace."""
    found = get_object_or_404(Person.objects.visible_to(request.membership), pk=pk)
    unit = visible(request, workplace)
    with refusals_as_messages(request):
        actions.propose(person=found, workplace=unit, by=request.user, at=timezone.now())
        messages.success(request, _("It is proposed. The workplace hears of it once the person has said yes."))
    return redirect("placements:match_person", pk=pk)


@requires(Permission.MATCHING_SEE)
def introductions(request: HttpRequest) -> HttpResponse:
    state = choice(request, "status", Introduction.Status.values)
    rows = Introduction.objects.visible_to(request.membership).filter(status=state)
    context = {
        "page": paging.page(request, rows.by_name()),
        "filters": filters.links(request, "status", Introduction.Status.choices, chosen=state, label=_("Status")),
        "crumbs": _crumbs()[:1],
    }
    return render_list(request, "placements/introductions.html", context)


@requires(Permission.MATCHING_SEE)
def introduction(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands. A POST closes it with what came of it."""
    found = _visible(request, pk)
    form = CloseIntroduction(posted(request))
    if form.is_valid():
        closed = {"introduction": found, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        if act(form, actions.close, **closed):
            messages.success(request, _("It is closed. Nobody is asked any more."))
            return redirect("placements:introduction", pk=pk)
        found.refresh_from_db(fields=["status", "outcome"])
    certified = selectors.certified_at(found)
    context = {
        "introduction": found,
        "form": form,
        "participation": certified,
        "plan_url": certified and _plan_url(found, certified.pk),
        "managed": selectors.managers_of(found.workplace).exists(),
        "crumbs": _crumbs(),
    }
    return render(request, "placements/introduction.html", context)


@requires(Permission.MATCHING_SEE)
@require_POST
def introduction_note(request: HttpRequest, pk: int) -> HttpResponse:
    """A coordinator notes what one side has said to them, where it has no account to say it with."""
    found = _visible(request, pk)
    side = request.POST.get("side", "")
    by_themselves = {"person": found.person.user_id, "workplace": selectors.managers_of(found.workplace).exists()}
    if by_themselves.get(side, True):
        raise Http404
    _answer(request, found, side)
    return redirect("placements:introduction", pk=pk)


@requires(Permission.OWN_WISHES)
@for_ones_own
def my_introductions(request: HttpRequest, me: Person) -> HttpResponse:
    """Workplaces that are proposed to the reader."""
    rows = Introduction.objects.open().filter(person=me).select_related("workplace__municipality", "workplace__owner")
    return render(request, "placements/my_introductions.html", {"rows": rows.order_by("-proposed_at", "-pk")[:50]})


@requires(Permission.OWN_WISHES)
@require_POST
def my_introduction_answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Introduction.objects.visible_to(request.membership), pk=pk)
    _answer(request, found, "person")
    return redirect("placements:my_introductions")


@requires(Permission.OPENING_SAY)
@require_POST
def workplace_introduction(request: HttpRequest, pk: int, introduction: int) -> HttpResponse:
    """The manager answers for the workplace, about somebody who has said yes."""
    if request.membership.role != Role.UNIT_MANAGER:
        raise Http404
    rows = Introduction.objects.visible_to(request.membership)
    found = get_object_or_404(rows, pk=introduction, workplace=visible(request, pk))
    _answer(request, found, "workplace")
    return redirect("placements:workplace", pk=pk)


@never_cache
@public
def introduction_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """One proposal, for somebody without an account. Looking never answers: programs that read mail open links too."""
    if too_often(request, "introduction", limit=PER_HOUR, seconds=3600):
        return render(request, "429.html", status=TOO_MANY_REQUESTS)
    try:
        found = actions.behind(token=token, at=timezone.now())
    except LinkSpent:
        return render(request, "placements/introduction_over.html", status=GONE)
    if request.method == "POST":
        _answer(request, found, "person")
        return redirect("placements:introduction_by_link", token=token)
    return render(request, "placements/introduction_by_link.html", {"row": found, "token": token})


def _answer(request: HttpRequest, found: Introduction, side: str) -> None:
    answer = request.POST.get("answer", "")
    if answer not in Introduction.Answer.values:
        raise Http404
    with refusals_as_messages(request):
        SIDES[side](introduction=found, answer=answer, at=timezone.now())
        messages.success(request, _("The answer is noted. It can be changed as long as this is open."))


def _plan_url(found: Introduction, participation: int) -> str:
    """The form that plans a placement, with who and where."""
    words = urlencode({"deltagande": participation, "arbetsplats": found.workplace_id})
    return f"{reverse('placements:placement_new')}?{words}"


def _visible(request: HttpRequest, pk: int) -> Introduction:
    rows = Introduction.objects.visible_to(request.membership)
    return get_object_or_404(rows.select_related("person", "workplace__owner", "proposed_by"), pk=pk)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Matching"), reverse("placements:matching")), (_("Introductions"), reverse("placements:introductions"))]
