"""What the shell around every page needs: menu, person, role, look. Read from the request alone, so it asks nothing."""

from functools import cache, lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from peersupport.accounts.permissions import Permission, Role
from peersupport.desk import menu

# What the shell links to, by the name it has in the templates.
ADDRESSES = {
    "search": "search",
    "switch_membership": "switch_membership",
    "set_language": "set_language",
    "set_look": "set_look",
    "password": "account_change_password",
    "second_factor": "mfa_index",
    "sessions": "usersessions_list",
    "calendar": "training:my_calendar",
    "sign_out": "account_logout",
}


def shell(request: HttpRequest) -> dict:
    """``shell`` for the templates. Signed out, or without a membership, it holds no menu."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"shell": {"menu": "", "tabs": [], "icons": static("icons.svg")}}
    mine = getattr(request, "membership", None)
    here = menu.here(mine.role, request.path) if mine else None
    return {
        "shell": {
            "menu": _menu(mine.role, here, get_language()) if mine else "",
            "tabs": menu.tabs(mine.role, here) if mine else [],
            "me_name": user.get_full_name(),
            "me_role": mine.get_role_display() if mine else _("No role"),
            "me_initials": user.initials,
            "has_calendar": mine is not None and mine.may(Permission.OWN_CALENDAR),
            "org_name": mine.organisation.name if mine else "",
            "look": user.look,
            "font": user.font,
            "here": request.get_full_path(),
            "icons": static("icons.svg"),
            "urls": _addresses(),
            "choices": _choices(_memberships(request), get_language(), user.look, user.font),
            "demo_mailbox_url": settings.MAILBOX_URL if settings.DEMO else "",
        }
    }


# None of these changes while the process lives, and every page shows them: made once.
@cache
def _menu(role: Role, here: str | None, language: str) -> SafeString:  # noqa: ARG001 - what its words are translated to
    """The menu's list, with the entry marked that one is at."""
    return render_to_string("parts/menu.html", {"menu": menu.menu(role, here), "icons": static("icons.svg")})


@lru_cache(maxsize=500)  # whoever has several roles has a menu of their own
def _choices(memberships: tuple[tuple[int, str, bool], ...], language: str, look: str, font: str) -> SafeString:
    """The buttons of the account menu."""
    shown = {"memberships": memberships, "language": language, "languages": _languages(), "look": look, "font": font}
    return render_to_string("parts/account_choices.html", {**shown, "urls": _addresses()})


def _memberships(request: HttpRequest) -> tuple[tuple[int, str, bool], ...]:
    """Where one may act: the number, how it reads, and whether one acts there now."""
    mine = getattr(request, "membership", None)
    all_of_them = getattr(request, "memberships", [])
    return tuple((m.pk, f"{m.get_role_display()}, {m.organisation.name}", m == mine) for m in all_of_them)


@cache
def _addresses() -> dict[str, str]:
    return {word: reverse(name) for word, name in ADDRESSES.items()}


@cache
def _languages() -> list[tuple[str, str]]:
    """Each language's code, and what it calls itself: "Svenska"."""
    names = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    return [(code, name[:1].upper() + name[1:]) for code, name in names]
