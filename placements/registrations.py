"""What this app tells the house when it starts."""

from functools import partial

from peersupport.directory import merging
from peersupport.jobs import working
from peersupport.letters.registry import register
from peersupport.privacy import sealed
from peersupport.shared import sealing
from placements import selectors
from placements.actions.merging import move
from placements.letters import KINDS
from placements.models import SessionNote, WellnessPlan
from placements.tasks import LONG_WORK
from training.selectors import count_hours_by


def register_all() -> None:
    for kind in KINDS:
        register(kind)
    for work in LONG_WORK:
        working.register(work)
    merging.register("placements", move)
    sealing.register("session notes", partial(sealed.reseal, SessionNote))
    sealing.register("wellness plans", partial(sealed.reseal, WellnessPlan))
    count_hours_by(lambda person, since: selectors.hours_since(person=person, since=since))
