"""Supervision: what is to come, what was held, and the page that notes a session in less than a minute."""

import uuid
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared import paging
from peersupport.shared.query import number
from peersupport.shared.views import act, made, posted, render_list
from placements import selectors
from placements.actions import supervision as actions
from placements.forms.session import CorrectSession, LogSession, draft_of, initial_from, initial_session
from placements.models import Placement, SessionNote, SupervisionDraft, SupervisionSession
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
        "manages": request.membership.may(Permission.PLACEMENT_START),
    }
    return render_list(request, "placements/supervision.html", context)


@requires(Permission.SUPERVISION_LOG)
def session_new(request: HttpRequest) -> HttpResponse:
    """Note a session. ``?for=`` (a placement) says with whom; a draft that was left is taken up again."""
    on = timezone.localdate()
    peers = selectors.peers_of(request.membership)
    chosen = _chosen(request, peers)
    draft = SupervisionDraft.objects.filter(user=request.user).first()
    if draft and chosen and draft.values.get("who") not in (None, [str(chosen.placement.pk)]):
        draft = None
    first = initial_from(draft.values, on=on) if draft else {"key": uuid.uuid4(), "day": on.isoformat()}
    if chosen:
        first = {**first, "who": [str(chosen.placement.pk)]}
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
def session_send(request: HttpRequest) -> HttpResponse:
    """The same form from a phone that had no line: where the session is, or what is wrong (400)."""
    on = timezone.localdate()
    peers = selectors.peers_of(request.membership)
    form = LogSession(request.POST, peers=peers, on=on)
    logged = _log(request, form, peers, on=on) if form.is_valid() else None
    if logged is None:
        wrong = [text for texts in form.errors.values() for text in texts]
        return JsonResponse({"refused": " ".join(wrong)}, status=400)
    return JsonResponse({"to": reverse("placements:session", args=[logged.pk])})


@requires(Permission.SUPERVISION_LOG)
def session_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """For who noted it: freely for a day, and then for a reason."""
    found = get_object_or_404(_own(request), pk=pk)
    now = timezone.now()
    on = timezone.localdate(now)
    form = CorrectSession(posted(request), session=found, on=on, initial=initial_session(found, on=on))
    if form.is_valid():
        what = {name: form.cleaned_data[name] for name in ("reason", *SupervisionSession.NOTED)}
        if act(form, actions.correct, session=found, by=request.user, at=now, on=on, **what):
            messages.success(request, _("The session is corrected. What stood before is kept with it."))
            return redirect("placements:session", pk=pk)
    context = {
        "form": form,
        "session": found,
        "placement": found.placement,
        "needs_reason": now > found.logged_at + SupervisionSession.FREE_FOR,
        "crumbs": _crumbs(),
    }
    return render(request, "placements/session_correct.html", context)


def _own(request: HttpRequest) -> QuerySet[SupervisionSession]:
    """What this supervisor has noted of those whom they supervise."""
    rows = SupervisionSession.objects.readable_by(request.membership).filter(logged_by=request.user)
    return rows.select_related("placement__person")


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
        "has_note": SessionNote.objects.readable_by(request.membership).filter(session=pk).exists(),
        "corrections": found.corrections.order_by("-corrected_at"),
        "today": timezone.localdate(),
        "may_log": request.membership.may(Permission.SUPERVISION_LOG),
        "may_correct": request.membership.may(Permission.SUPERVISION_LOG) and found.logged_by_id == request.user.pk,
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


def _log(request: HttpRequest, form: LogSession, peers: list[Peer], *, on: date) -> SupervisionSession | None:
    given = form.cleaned_data
    with_whom = [peer.placement for peer in peers if str(peer.placement.pk) in given["who"]]
    what = {name: given[name] for name in ("key", *SupervisionSession.NOTED)}
    logged = made(form, actions.log_all, placements=with_whom, by=request.user, at=timezone.now(), on=on, **what)
    return logged[0] if logged else None


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Supervision"), reverse("placements:supervision"))]
