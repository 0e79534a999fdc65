"""What this app tells the house when it starts."""

from peersupport.letters.registry import register
from peersupport.shared import sealing
from training.actions import cases, papers
from training.letters import KINDS


def register_all() -> None:
    for kind in KINDS:
        register(kind)
    sealing.register("applications", papers.reseal)
    sealing.register("certificate cases", cases.reseal)
