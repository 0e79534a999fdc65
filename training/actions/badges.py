"""Sign a certificate as a digital badge."""

import secrets

from django.utils.translation import gettext as _

from peersupport.shared import signing
from peersupport.shared.refusals import Refused
from training.models import CertificateCopy
from training.selectors import badge

SALT_BYTES = 16


class NoAddress(Refused):
    """Nothing would say whose the badge is."""


def sign(*, paper: CertificateCopy, site: str) -> str:
    """The badge as a signed text, for a paper read with ``badge.to_badge``. Raises NoAddress.

    Nothing is stored. Each time it has another salt, so that two copies don't show that they are the same person's.
    """
    if not badge.address_of(paper.certificate.person):
        raise NoAddress(_("A badge says whose it is by an e-mail address, and none is known. Add one first."))
    payload = badge.credential(paper, site=site, salt=secrets.token_hex(SALT_BYTES))
    return signed(payload, site=site)


def signed(payload: dict, *, site: str) -> str:
    return signing.sign(payload, key_url=badge.key_url(signing.current_key(), site=site))
