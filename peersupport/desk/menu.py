"""Who finds what in the menu: one table, from top to bottom as it is shown."""

from dataclasses import dataclass, replace
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import COORDINATORS, GRANTS, Permission, Role


@dataclass(frozen=True)
class Place:
    """An entry of the menu: shown to the roles that may open it, or only to some of them."""

    name: str  # of the URL
    label: str | Promise
    icon: str
    permission: Permission
    roles: tuple[Role, ...] = tuple(Role)


@dataclass(frozen=True)
class Link:
    """An entry as the templates draw it."""

    label: str
    url: str
    icon: str
    current: bool = False


_P = Permission
PLACES = (
    Place("today", _("Today"), "sun", _P.TODAY),
    Place("programs:order_cohorts", _("Order seats"), "plus", _P.ORDER_PLACE, (Role.ORDERER,)),
    Place("training:cohorts", _("Cohorts"), "graduation-cap", _P.COHORT_SEE),
    Place("programs:orders", _("Orders"), "inbox", _P.ORDER_SEE),
    Place("programs:seats", _("My seats"), "seat", _P.OWN_ORDERS),
    Place("programs:documents", _("Documents"), "file-text", _P.OWN_ORDERS),
    Place("programs:statements", _("Quarterly statements"), "list-checks", _P.OWN_ORDERS),
    Place("programs:bases", _("Invoice bases"), "receipt", _P.INVOICE_SEE),
    Place("people", _("Participants"), "users", _P.PERSON_SEE, (*COORDINATORS, Role.COURSE_LEADER)),
    Place("placements:workplaces", _("Workplaces"), "building", _P.WORKPLACE_SEE),
    Place("placements:matching", _("Matching"), "link", _P.MATCHING_SEE),
    Place("placements:placements", _("Placements"), "briefcase", _P.PLACEMENT_SEE),
    Place("placements:supervision", _("Supervision"), "messages-square", _P.SUPERVISION_SEE),
    Place("placements:follow_ups", _("Follow-ups"), "calendar-check", _P.FOLLOWUP_SEE),
    Place("placements:education_list", _("Continuing education"), "book-open", _P.EDUCATION_SEE),
    Place("placements:outcomes", _("Results"), "smile", _P.OUTCOME_SEE),
    Place("contacts", _("Contacts"), "users", _P.CONTACT_MANAGE, (Role.ORDERER,)),
    Place("organisations", _("Organisations"), "building-2", _P.ORGANISATION_SEE),
    Place("programs:programmes", _("Programmes"), "layers", _P.PROGRAMME_SEE),
    Place("programs:agreements", _("Agreements"), "file-text", _P.AGREEMENT_SEE),
    Place("programs:funding", _("Funding"), "receipt", _P.FUNDING_SEE),
    Place("letters", _("Letters sent"), "mail", _P.LETTER_SEE),
)
# Lists that have no entry of their own; Today leads to them when more waits than it shows.
BEHIND = (
    Place("placements:hours_to_decide", _("Reported hours"), "book-open", _P.EDUCATION_MANAGE),
    Place("placements:shared_plans", _("Plans shared with you"), "file-text", _P.SUPPORT_ANSWER),
    Place("placements:supervisors", _("Supervisors"), "users", _P.PLACEMENT_START),
    Place("placements:introductions", _("Introductions"), "link", _P.MATCHING_SEE),
    Place("placements:research_requests", _("Research"), "file-text", _P.RESEARCH_SEE),
)
# What the same page is called by those who meet it from another side.
OWN_WORDS = {
    (Role.ORDERER, "today"): _("Overview"),
    (Role.ORDERER, "programs:orders"): _("My orders"),
    (Role.PEER_SUPPORTER, "today"): _("My page"),
    (Role.UNIT_MANAGER, "placements:workplaces"): _("My workplace"),
    (Role.SUPERVISOR, "placements:placements"): _("My peer supporters"),
    (Role.COURSE_LEADER, "training:cohorts"): _("My cohorts"),
}
# The phone's bar has room for four short words and More.
SHORT_WORDS = {
    (Role.ORDERER, "programs:order_cohorts"): pgettext_lazy("verb", "Order"),
    (Role.ORDERER, "programs:orders"): _("Orders"),
    (Role.ORDERER, "programs:seats"): _("Seats"),
    (Role.UNIT_MANAGER, "placements:workplaces"): _("Workplace"),
    (Role.SUPERVISOR, "placements:placements"): _("Placements"),
    (Role.COURSE_LEADER, "training:cohorts"): _("Cohorts"),
    (Role.PEER_SUPPORTER, "placements:education_list"): pgettext_lazy("in the phone's bar", "Education"),
}
_COORDINATORS_TABS = ("today", "training:cohorts", "programs:orders", "placements:supervision")
TABS = {
    Role.NATIONAL_COORDINATOR: _COORDINATORS_TABS,
    Role.REGIONAL_COORDINATOR: _COORDINATORS_TABS,
    Role.COURSE_LEADER: ("today", "training:cohorts", "people", "placements:workplaces"),
    Role.ORDERER: ("today", "programs:order_cohorts", "programs:orders", "programs:seats"),
    Role.UNIT_MANAGER: ("today", "placements:workplaces", "placements:placements", "placements:follow_ups"),
    Role.SUPERVISOR: ("today", "placements:placements", "placements:supervision", "placements:follow_ups"),
    Role.PEER_SUPPORTER: ("today", "placements:placements", "placements:supervision", "placements:education_list"),
    Role.DATA_PROTECTION_OFFICER: ("today", "organisations", "programs:programmes", "letters"),
    Role.SYSTEM_ADMINISTRATOR: ("today", "organisations"),
}


def places_of(role: Role) -> list[Place]:
    return [place for place in PLACES if place.permission in GRANTS[role] and role in place.roles]


def menu(role: Role, here: str | None) -> list[Link]:
    """The whole menu of a role, with the entry marked that is called ``here``."""
    return list(_marked(_links(role, get_language()), here).values())


def tabs(role: Role, here: str | None) -> list[Link]:
    """The few entries of the phone's bar."""
    return list(_marked(_short_links(role, get_language()), here).values())


def here(role: Role, path: str) -> str | None:
    """The name of the entry that the page at ``path`` belongs to."""
    links = _links(role, get_language())
    above = [
        name for name, link in links.items() if path == link.url or (link.url != "/" and path.startswith(link.url))
    ]
    return max(above, default=None, key=lambda name: len(links[name].url))


def link_to(name: str, role: Role) -> Link:
    """An entry of the menu, or a list behind one, by the name of its URL."""
    place = next(place for place in (*PLACES, *BEHIND) if place.name == name)
    return Link(str(OWN_WORDS.get((role, name), place.label)), reverse(name), place.icon)


# Every page shows its reader's menu, and neither words nor addresses change while the process lives: made once.
@cache
def _links(role: Role, language: str) -> dict[str, Link]:  # noqa: ARG001 - what link_to() translates to
    """A role's entries by the name of their URL."""
    return {place.name: link_to(place.name, role) for place in places_of(role)}


@cache
def _short_links(role: Role, language: str) -> dict[str, Link]:
    links = _links(role, language)
    return {
        name: replace(links[name], label=str(SHORT_WORDS.get((role, name), links[name].label))) for name in TABS[role]
    }


def _marked(links: dict[str, Link], here: str | None) -> dict[str, Link]:
    return {**links, here: replace(links[here], current=True)} if here in links else links
