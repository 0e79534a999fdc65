"""Documents of which anybody can check that they are ours: compact JWS (RFC 7515) under ES256.

The first key in BADGE_KEYS signs. All of them are published, so that what an older one signed can still be checked:
put a new one first, and leave the old one for as long as somebody may show what it signed.
"""

import base64
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from peersupport.shared import sealing

HALF = 32  # bytes of each number in a signature, and of each coordinate of a key


def read_keys(pairs: str) -> dict[str, ec.EllipticCurvePrivateKey]:
    """The keys of ``name:base64,name:base64``, the one that signs first. Raises ImproperlyConfigured."""
    try:
        return {name: _key(raw) for name, raw in sealing.read_keys(pairs, variable="BADGE_KEYS").items()}
    except ValueError as problem:
        raise ImproperlyConfigured("A key in BADGE_KEYS is no number on the curve: make another one") from problem


def is_possible() -> bool:
    """Whether there is a key to sign with."""
    return bool(settings.BADGE_KEYS)


def current_key() -> str:
    """The name of the key that signs. Raises ImproperlyConfigured where there is none."""
    if not is_possible():
        raise ImproperlyConfigured("BADGE_KEYS is empty")
    return next(iter(settings.BADGE_KEYS))


def sign(payload: dict, *, key_url: str) -> str:
    """``payload`` and its signature under the current key, which is found at ``key_url``."""
    header = {"alg": "ES256", "typ": "JWT", "kid": key_url}
    signed = f"{_json(header)}.{_json(payload)}"
    der = settings.BADGE_KEYS[current_key()].sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    return f"{signed}.{_text(b''.join(map(_number, decode_dss_signature(der))))}"


def public_key(name: str) -> dict:
    """A key as a JWK (RFC 7517), without what is secret. Raises KeyError."""
    point = settings.BADGE_KEYS[name].public_key().public_numbers()
    x, y = (_text(_number(one)) for one in (point.x, point.y))
    return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": name, "x": x, "y": y}


def _key(raw: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw), ec.SECP256R1())


def _number(number: int) -> bytes:
    return number.to_bytes(HALF)


def _json(value: dict) -> str:
    return _text(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
