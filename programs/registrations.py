"""What this app tells the house when it starts."""

from peersupport.letters.registry import register
from programs.letters import KINDS


def register_all() -> None:
    for kind in KINDS:
        register(kind)
