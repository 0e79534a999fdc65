"""Idag: what waits for whoever is signed in."""

from dataclasses import asdict
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import COORDINATORS, Permission, Role
from peersupport.desk import menu
from peersupport.desk.figures import Figures, figures
from peersupport.desk.map import county_map
from peersupport.desk.mypage import my_page
from peersupport.desk.remembered import remembered
from peersupport.desk.rules import RULES
from peersupport.desk.today import Queue, queue
from peersupport.desk.views import health
from peersupport.desk.week import week
from peersupport.shared import signing
from programs.models import Programme
from programs.selectors import own_seats

PROGRAMMES = 4  # in the card's switch; the others have their own pages
SEES_FIGURES = (*COORDINATORS, Role.DATA_PROTECTION_OFFICER)


@requires(Permission.TODAY)
def today(request: HttpRequest) -> HttpResponse:
    """A queue for those who have one, My page for peer supporters, the state of the house for its administrator."""
    now = timezone.localtime()
    mine, on = request.membership, now.date()
    context = {"greeting": _greeting(now, request.user.given_name), "on": on}
    match mine.role:
        case Role.PEER_SUPPORTER:
            context |= {"mine": my_page(mine, at=now), "week": week(mine, on=on), "badges": signing.is_possible()}
            return render(request, "desk/my_page.html", context)
        case Role.SYSTEM_ADMINISTRATOR:
            return render(request, "desk/house.html", {**context, "parts": health.parts()})
    waiting = queue(RULES, mine, on=on)
    more = [menu.link_to(name, mine.role) for name in waiting.more]
    context |= {"queue": waiting, "more": more, "lead": _lead(waiting), "week": week(mine, on=on)}
    if mine.role == Role.ORDERER:
        context["own"] = own_seats(membership=mine, on=on)
    if mine.role in SEES_FIGURES:
        context |= _figures(request)
    if mine.role in COORDINATORS:
        context["map"] = county_map(mine)
    return render(request, "desk/today.html", context)


def _greeting(now: datetime, name: str) -> str:
    """By the clock on the wall in Sweden."""
    texts = ((5, _("Good night, %s")), (10, _("Good morning, %s")), (12, _("Good day, %s")))
    texts += ((18, _("Good afternoon, %s")), (24, _("Good evening, %s")))
    return next(text for until, text in texts if now.hour < until) % name


def _lead(waiting: Queue) -> str:
    if not waiting.count:
        return _("Nothing waits for you.")
    if waiting.more:
        return _("More than %(n)s things wait for you.") % {"n": waiting.count}
    text = ngettext("%(n)s thing waits for you.", "%(n)s things wait for you.", waiting.count) % {"n": waiting.count}
    if not waiting.late:
        return text
    late = ngettext("%(n)s is late.", "%(n)s are late.", waiting.late) % {"n": waiting.late}
    return f"{text} {late}"


def _figures(request: HttpRequest) -> dict:
    """The card of one programme's figures: the one in ``?program=``, else the newest that is open."""
    programmes = list(Programme.objects.visible_to(request.membership).open().order_by("-pk")[:PROGRAMMES])
    if not programmes:
        return {}
    wanted = request.GET.get("program", "")
    chosen = next((programme for programme in programmes if str(programme.pk) == wanted), programmes[0])
    counted = remembered(f"figures:{chosen.pk}", lambda: asdict(figures(programme=chosen)))
    return {"programme": chosen, "programmes": programmes, "facts": _facts(Figures(**counted))}


def _facts(counted: Figures) -> list[dict]:
    """Shares as bars where there is something to have a share of."""
    placed = counted.certified_total - counted.certified_without_placement
    return [
        {"label": _("Seats ordered"), "value": counted.seats_ordered, "percent": None},
        {"label": _("People in the courses"), "value": counted.people_total, "percent": None},
        _share(_("People certified"), counted.certified_total, counted.people_total, ""),
        _share(_("Certified who have started to work"), placed, counted.certified_total, "m"),
        {"label": _("Workplaces ready"), "value": counted.workplaces_ready, "percent": None},
    ]


def _share(label: str, part: int, whole: int, tone: str) -> dict:
    percent = round(100 * part / whole) if whole else 0
    return {"label": label, "value": part, "of": _("of %(n)s") % {"n": whole}, "percent": percent, "tone": tone}
