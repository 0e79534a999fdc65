"""allauth, made ours: by invitation only, letters through the outbox, second-factor secrets encrypted."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from peersupport.accounts.actions.second_factors import PURPOSE
from peersupport.accounts.models import User
from peersupport.shared import sealing


def display_name(user: User) -> str:
    return user.get_full_name()


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up: an account is made by accepting an invitation (peersupport.directory)."""

    def is_open_for_signup(self, request):  # noqa: ARG002 - allauth's signature
        return False


class SecondFactor(DefaultMFAAdapter):
    """The secrets of authenticator apps and recovery codes are encrypted; the key is not in the database."""

    def encrypt(self, text: str) -> str:
        return sealing.seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.open_sealed(encrypted_text, purpose=PURPOSE)
