"""allauth, made ours: by invitation only, letters through the outbox, second-factor secrets encrypted."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from peersupport.accounts.models import User
from peersupport.shared import secretbox


def display_name(user: User) -> str:
    return user.get_full_name()


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up: an account is made by accepting an invitation (peersupport.directory)."""

    def is_open_for_signup(self, request):  # noqa: ARG002 - allauth's signature
        return False


class SecondFactor(DefaultMFAAdapter):
    """The secrets of authenticator apps and recovery codes are encrypted; the key is not in the database."""

    def encrypt(self, text: str) -> str:
        return secretbox.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secretbox.open_sealed(encrypted_text)
