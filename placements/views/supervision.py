"""Supervision: what is to come, what was held, and the page that notes a session in less than a minute."""

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import paging
from peersupport.shared.query import number
from peersupport.shared.views import made, render_list
from placements import selectors
from placements.actions import supervision as actions
from placements.forms.session import LogSession, draft_of, initial_from
from placements.models import Placement, SupervisionDraft, SupervisionSession
from placements.selectors import Peer

NAME_OF_PERSON = ("placement__person__given_name", "placement__person__family_name")


@requires(Permission.SUPERVISION_SEE)
def supervision(request: HttpRequest) -> HttpResponse:
    held = SupervisionSession.objects.visible_to(request.membership).dates()
    context = {
        "page": paging.page(request, selectors.plans(request.membership)),
        "held": held.select_related("placement__person").only("held_on", *NAME_OF_PERSON)[:10],
        "today": timezone.localdate(),
        "may_log": request.membership.may(Permission.SUPERVISION_LOG),
    }
    return render_list(request, "placements/supervision.html", context)


@requires(Permission.SUPERVISION_LOG)
def session_new(request: HttpRequest) -> HttpResponse:
    """Note a session. ``?for=`` (a placement) says with whom; a draft that was left is taken up again."""
    on = timezone.localdate()
    peers = selectors.peers_of(request.membership)
    chosen = _chosen(request, peers)
    draft = SupervisionDraft.objects.filter(user=request.user).first()
    if draft and chosen and draft.values.get("who") not in (None, str(chosen.placement.pk)):
        draft = None
    first = initial_from(draft.values, on=on) if draft else {"key": uuid.uuid4(), "day": on.isoformat()}
    if chosen:
        first = {**first, "who": str(chosen.placement.pk)}
    form = LogSession(request.POST or None, peers=peers, on=on, initial=first)
    if request.method == "POST" and form.is_valid():
        logged = _log(request, form, peers, on=on)
        if logged:
            messages.success(request, _("The session is saved."))
            return redirect("placements:session", pk=logged.pk)
    about = chosen or (peers[0] if len(peers) == 1 else None)
    context = {
        "form": form,
        "peers": peers,
        "draft": draft,
        "about": about,
        "earlier": _earlier(request, about.placement) if about else [],
        "crumbs": _crumbs(),
    }
    return render(request, "placements/session_new.html", context)


@requires(Permission.SUPERVISION_LOG)
@require_POST
def session_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is filled in so far: 204. 409 when that form has been saved meanwhile, 400 when it is no such form."""
    now = timezone.now()
    form = LogSession(request.POST, peers=selectors.peers_of(request.membership), on=timezone.localdate(now))
    values = draft_of(form)
    if values is None:
        return HttpResponse(status=400)
    kept = actions.save_draft(user=request.user, values=values, at=now)
    return HttpResponse(status=204 if kept else 409)


@requires(Permission.SUPERVISION_SEE)
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """When it was, for those who may know; what it was about, for the supervisor and the peer supporter alone."""
    visible = SupervisionSession.objects.visible_to(request.membership).dates()
    found = get_object_or_404(visible.select_related("placement__person", "placement__plan"), pk=pk)
    context = {
        "session": found,
        "placement": found.placement,
        "content": SupervisionSession.objects.readable_by(request.membership).filter(pk=pk).first(),
        "today": timezone.localdate(),
        "may_log": request.membership.may(Permission.SUPERVISION_LOG),
        "crumbs": _crumbs(),
    }
    return render(request, "placements/session.html", context)


def _chosen(request: HttpRequest, peers: list[Peer]) -> Peer | None:
    """Whom the address asks for. Somebody who isn't this supervisor's is a page that doesn't exist."""
    wanted = number(request, "for")
    if wanted is None:
        return None
    for peer in peers:
        if peer.placement.pk == wanted:
            return peer
    raise Http404


def _earlier(request: HttpRequest, placement: Placement) -> QuerySet[SupervisionSession]:
    """What this supervisor has noted before, and nobody else."""
    mine = SupervisionSession.objects.readable_by(request.membership).filter(placement=placement)
    return mine.order_by("-held_on", "-pk")[:3]


def _log(request: HttpRequest, form: LogSession, peers: list[Peer], *, on) -> SupervisionSession | None:
    given = form.cleaned_data
    placement = next(peer.placement for peer in peers if str(peer.placement.pk) == given["who"])
    what = {name: given[name] for name in ("key", "held_on", "form", "minutes", "themes", "mood")}
    return made(form, actions.log, placement=placement, by=request.user, at=timezone.now(), on=on, **what)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Supervision"), reverse("placements:supervision"))]
