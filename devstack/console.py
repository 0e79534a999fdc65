"""What the person at the keyboard sees. A terminal that was closed, or a pipe that ended, stops nobody."""

import sys
import time

BEGAN = time.monotonic()
COLOURS = {"mailbox": 33, "worker": 36, "beat": 35, "web": 32}


def _write(text: str, *, bold: bool = False, colour: int | None = None) -> None:
    try:
        if sys.stdout.isatty() and (bold or colour):
            text = f"\033[{colour or 1}m{text}\033[0m"
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, ValueError):
        pass


def say(text: str) -> None:
    """One line about what is going on, with the seconds since the start."""
    _write("==> ", bold=True)
    _write(f"{text} ({time.monotonic() - BEGAN:.1f} s)\n")


def tell(text: str) -> None:
    """Lines that stand for themselves, such as an address."""
    _write(f"{text}\n")


def heading(text: str) -> None:
    _write(f"\n== {text}\n", bold=True)


def relay(name: str, line: str) -> None:
    """One line that a program of the stack wrote."""
    _write(f"{name:>8} | ", colour=COLOURS.get(name))
    _write(f"{line}\n")
