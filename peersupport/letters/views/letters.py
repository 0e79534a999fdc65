"""What the house has written, and whether it arrived: kinds, states and times; never to whom or what it says."""

from django.http import HttpRequest, HttpResponse

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.letters.models import Letter
from peersupport.shared import paging
from peersupport.shared.views import render_list

TONES = {
    Letter.State.SENT: "mo",
    Letter.State.RETRY: "hj",
    Letter.State.IN_DOUBT: "hj",
    Letter.State.FAILED: "li",
    Letter.State.SENDING: "sjo",
}


@requires(Permission.LETTER_SEE)
def letters(request: HttpRequest) -> HttpResponse:
    """The newest first; ``?lage=`` shows one state only."""
    rows = Letter.objects.visible_to(request.membership).defer("values", "address", "key").order_by("-pk")
    state = request.GET.get("lage", "")
    if state in Letter.State.values:
        rows = rows.filter(state=state)
    page = paging.page(request, rows)
    for letter in page.rows:
        letter.tone = TONES.get(letter.state, "")
    return render_list(request, "letters/letters.html", {"page": page, "states": Letter.State.choices, "state": state})
