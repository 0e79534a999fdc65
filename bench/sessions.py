"""python -m bench.sessions USER …: sign users in, and print their session keys as JSON. Needs no password."""

import json
import sys

import django

if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from peersupport.accounts.models import User


def session_of(user: User) -> str:
    """The key of a session in which this user has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


if __name__ == "__main__":
    print(json.dumps({pk: session_of(User.objects.get(pk=pk)) for pk in sys.argv[1:]}))
