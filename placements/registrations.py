"""What this app tells the house when it starts."""

from peersupport.directory import merging
from peersupport.letters.registry import register
from placements.actions.merging import move
from placements.letters import KINDS


def register_all() -> None:
    for kind in KINDS:
        register(kind)
    merging.register("placements", move)
