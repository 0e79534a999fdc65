"""What this app tells the house when it starts."""

from peersupport.letters.registry import register
from placements.letters import REMINDERS


def register_all() -> None:
    for kind in REMINDERS:
        register(kind)
