"""What this app tells the house when it starts."""

from functools import partial

from peersupport.jobs import working
from peersupport.letters.registry import register
from peersupport.privacy import sealed
from peersupport.shared import sealing
from training.letters import KINDS
from training.models import CertificateCase, Paper
from training.tasks import LONG_WORK


def register_all() -> None:
    for kind in KINDS:
        register(kind)
    for work in LONG_WORK:
        working.register(work)
    sealing.register("applications", partial(sealed.reseal, Paper))
    sealing.register("certificate cases", partial(sealed.reseal, CertificateCase))
