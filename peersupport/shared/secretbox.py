"""Encryption of small secrets at rest: AES-GCM under a key derived from SECRET_KEY."""

import base64
import hashlib
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"peersupport.secretbox:" + secret.encode()).digest()


def seal(text: str) -> str:
    """The text encrypted and signed, as base64."""
    nonce = os.urandom(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, text.encode(), None)).decode()


def open_sealed(sealed: str) -> str:
    """The text that :func:`seal` was given. Raises cryptography's InvalidTag when a byte was changed."""
    raw = base64.b64decode(sealed)
    return AESGCM(_key(settings.SECRET_KEY)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
