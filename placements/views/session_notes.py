"""The note to a session, for who noted it and the peer supporter. It is in no form that waits on a phone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.refusals import Refused
from peersupport.shared.views import act, posted
from placements.actions import session_notes as actions
from placements.forms.session_note import SessionNoteForm
from placements.models import SessionNote, SupervisionSession


@requires(Permission.SUPERVISION_SEE)
def session_note(request: HttpRequest, pk: int) -> HttpResponse:
    """The note, opened: that it was read is kept."""
    notes = SessionNote.objects.readable_by(request.membership).select_related("session__placement__person")
    found = get_object_or_404(notes, session=pk)
    text = _opened(request, found)
    if text is None:
        return redirect("placements:session", pk=pk)
    context = {
        "note": found,
        "text": text,
        "may_write": found.session.logged_by_id == request.user.pk,
        "crumbs": _crumbs(found.session),
    }
    return render(request, "placements/session_note.html", context)


@requires(Permission.SUPERVISION_LOG)
def session_note_write(request: HttpRequest, pk: int) -> HttpResponse:
    own = SupervisionSession.objects.readable_by(request.membership).filter(logged_by=request.user)
    found = get_object_or_404(own.select_related("placement__person"), pk=pk)
    note = SessionNote.objects.filter(session=found).first()
    text = _opened(request, note) if note is not None and request.method != "POST" else ""
    form = SessionNoteForm(posted(request), initial={"text": text or ""})
    what = {"session": found, "by": request.user, "at": timezone.now()}
    if form.is_valid() and act(form, actions.save, **what, **form.cleaned_data):
        messages.success(request, _("The note is saved.") if form.cleaned_data["text"] else _("There is no note."))
        return redirect("placements:session", pk=pk)
    context = {"form": form, "session": found, "person": found.placement.person, "crumbs": _crumbs(found)}
    return render(request, "placements/session_note_write.html", context)


def _opened(request: HttpRequest, note: SessionNote) -> str | None:
    try:
        return actions.read(note=note, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return None


def _crumbs(session: SupervisionSession) -> list[tuple[str, str]]:
    return [
        (_("Supervision"), reverse("placements:supervision")),
        (date_format(session.held_on, "j F Y"), reverse("placements:session", args=[session.pk])),
    ]
