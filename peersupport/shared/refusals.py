"""What an action says when it may not do what it was asked to."""


class Refused(Exception):
    """A request that a rule turns down, in words for the person who asked.

    ``field`` names the form field that the words belong beside, when there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else changed the same thing since the form was opened. The form keeps what was typed: see views.act."""
