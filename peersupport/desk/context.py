"""What the shell around every page needs: menu, person, role, look. Read from the request alone, so it asks nothing."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from peersupport.desk import menu


def shell(request: HttpRequest) -> dict:
    """``shell`` for the templates. Signed out, or without a membership, it holds no menu."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"shell": {"menu": [], "tabs": [], "memberships": []}}
    mine = getattr(request, "membership", None)
    return {
        "shell": {
            "menu": menu.menu(mine.role, request.path) if mine else [],
            "tabs": menu.tabs(mine.role, request.path) if mine else [],
            "me_name": user.get_full_name(),
            "me_role": mine.get_role_display() if mine else _("No role"),
            "me_initials": user.initials,
            "org_name": mine.organisation.name if mine else "",
            "memberships": [
                {"pk": m.pk, "label": f"{m.get_role_display()}, {m.organisation.name}", "current": m == mine}
                for m in getattr(request, "memberships", [])
            ],
            "look": user.look,
            "font": user.font,
            "demo_mailbox_url": settings.MAILBOX_URL if settings.DEMO else "",
        }
    }
