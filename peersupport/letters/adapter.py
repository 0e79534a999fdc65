"""allauth's one letter, through the outbox: its link is made when the letter is sent and is stored nowhere."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from django.utils.http import int_to_base36
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.adapter import InvitationOnly
from peersupport.accounts.models import User
from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft, post
from peersupport.letters.registry import Kind


class ByOutbox(InvitationOnly):
    """allauth's adapter, as a door: it reads the clock and posts one letter."""

    def send_password_reset_mail(self, user, email, context) -> None:  # noqa: ARG002 - allauth's signature
        now = timezone.now()
        lasts = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        # Whoever presses twice in a minute gets one letter.
        draft = Draft(PASSWORD_RESET.name, user.pk, now.strftime("%Y%m%d%H%M"), expires_at=now + lasts, user=user)
        post(draft, at=now)

    def send_mail(self, template_prefix, email, context) -> None:
        raise NotImplementedError(f"{template_prefix} has no kind of letter, and nothing is sent past the outbox")


def reset_link(letter: Letter) -> dict:
    """Django's own token: it ends with the time, with a new password, with a new address and with a sign-in."""
    key = {"uidb36": int_to_base36(letter.user.pk), "key": default_token_generator.make_token(letter.user)}
    return {"url": settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key)}


def may_choose_a_password(ids: set[int]) -> set[int]:
    return set(User.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True))


PASSWORD_RESET = Kind(
    name="password_reset",
    template="accounts/password_reset",
    values=frozenset(),
    still_wanted=may_choose_a_password,
    context=reset_link,
    label=_("New password"),
)
