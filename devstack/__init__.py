"""What ./run starts on a machine without servers: PostgreSQL, Valkey, a mailbox, and the product's own processes.

Nothing here is part of the product, and nothing in the product imports it. It knows nothing of Django but `manage.py`.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Failed(Exception):
    """Something that the person at the keyboard can read and act on; shown without a traceback."""


class Stop(BaseException):
    """Somebody asked us to end: Ctrl-C, a closed terminal or SIGTERM."""
