"""What this app tells the house when it starts."""

from peersupport.directory import merging
from peersupport.letters.registry import register
from programs.actions.merging import move
from programs.letters import BASIS_READY, KINDS, OFFER_ENDS, OFFERED


def register_all() -> None:
    for kind in [*KINDS, OFFERED, OFFER_ENDS, BASIS_READY]:
        register(kind)
    merging.register("programs", move)
