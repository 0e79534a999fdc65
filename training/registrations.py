"""What this app tells the house when it starts."""

from functools import partial

from peersupport.letters.registry import register
from peersupport.privacy import sealed
from peersupport.shared import sealing
from training.letters import KINDS
from training.models import CertificateCase, Paper


def register_all() -> None:
    for kind in KINDS:
        register(kind)
    sealing.register("applications", partial(sealed.reseal, Paper))
    sealing.register("certificate cases", partial(sealed.reseal, CertificateCase))
