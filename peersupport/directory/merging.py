"""What else happens when an organisation goes up in another. The apps above tell it when the house starts.

Directory can't know what they keep of an organisation, so each registers one function that lets its open rows follow.
Rows that are over stay as they are: that is history, and it is seen where the organisation is now (models.now_in).
"""

from collections.abc import Callable

from peersupport.directory.models import Organisation

Move = Callable[[Organisation, Organisation], None]
MOVES: dict[str, Move] = {}


def register(app: str, move: Move) -> None:
    """``move(old, new)`` re-points an app's open rows, or raises Refused. Raises ValueError the second time."""
    if app in MOVES:
        raise ValueError(f"{app} has told already what to move")
    MOVES[app] = move
