"""Text that only those with the keys can read: AES-GCM under keys from the environment, each with a name.

The first key in SEALING_KEYS seals; all of them open. So a key is changed without a pause: put a new one first, run
``manage.py reseal``, take the old one away. What is sealed says which key it needs, and is bound to its purpose: what
was sealed for one row can't be passed off as another's.
"""

import base64
import binascii
import os
from collections.abc import Callable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES, NONCE_BYTES = 32, 12

_RESEALERS: dict[str, Callable[[], int]] = {}


class SealBroken(Exception):
    """A byte was changed, it was sealed for something else, or its key isn't among ours."""


def read_keys(pairs: str, *, variable: str = "SEALING_KEYS") -> dict[str, bytes]:
    """The keys of ``name:base64,name:base64``, the first one first. Raises ImproperlyConfigured."""
    keys = {}
    for pair in filter(None, pairs.split(",")):
        name, _colon, encoded = pair.strip().partition(":")
        key = _decoded(encoded)
        if not name.isalnum() or key is None or len(key) != KEY_BYTES or name in keys:
            raise ImproperlyConfigured(f"{variable} is name:key,name:key, each key 32 random bytes as base64")
        keys[name] = key
    return keys


def seal(text: str, *, purpose: str) -> str:
    """The text encrypted and signed, for ``purpose`` alone: the kind of text, and the row that it belongs to."""
    name = current_key()
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(settings.SEALING_KEYS[name]).encrypt(nonce, text.encode(), _bound(name, purpose))
    return f"{name}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def open_sealed(sealed: str, *, purpose: str) -> str:
    """The text that :func:`seal` was given for the same purpose. Raises SealBroken."""
    name, key, raw = key_of(sealed), settings.SEALING_KEYS.get(key_of(sealed)), _decoded(sealed.partition(".")[2])
    if key is None or raw is None:
        raise SealBroken(f"There is no key called {name!r}, or this isn't sealed")
    try:
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(name, purpose)).decode()
    except (InvalidTag, ValueError) as problem:
        raise SealBroken("It was changed, or sealed for something else") from problem


def key_of(sealed: str) -> str:
    return sealed.partition(".")[0]


def current_key() -> str:
    """The name of the key that seals. Raises ImproperlyConfigured where there is none."""
    if not settings.SEALING_KEYS:
        raise ImproperlyConfigured("SEALING_KEYS is empty")
    return next(iter(settings.SEALING_KEYS))


def resealed(sealed: str, *, purpose: str) -> str:
    """The same text under the key that seals now. Raises SealBroken."""
    return seal(open_sealed(sealed, purpose=purpose), purpose=purpose)


def register(what: str, reseal: Callable[[], int]) -> None:
    """``reseal`` seals all of a kind anew that another key than the current one sealed, and says how many."""
    _RESEALERS[what] = reseal


def reseal_all() -> Iterator[tuple[str, int]]:
    """Each registered kind with how many of it were sealed anew."""
    for what, reseal in sorted(_RESEALERS.items()):
        yield what, reseal()


def _bound(name: str, purpose: str) -> bytes:
    return f"{name}:{purpose}".encode()


def _decoded(encoded: str) -> bytes | None:
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
