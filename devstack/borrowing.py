"""./run manage: one command of manage.py with the demo's servers, those that run or some started for the call."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from devstack import ROOT
from devstack.console import say
from devstack.demo import WEB_PORT, demo_data, demo_environment, note_empty_database
from devstack.processes import in_foreground, stop_on_signals
from devstack.services import Services, manage
from devstack.state import Busy, State, locate


def main(arguments: list[str]) -> int:
    with stop_on_signals(), demo_servers(State(locate())) as environment:
        return in_foreground(manage(*arguments), env=environment, cwd=ROOT)


@contextmanager
def demo_servers(state: State) -> Iterator[dict[str, str]]:
    """Yield the environment of the running demo, or start its servers until the end of the block."""
    waiting = False
    while True:
        try:
            with state.held():
                with Services(state, given=dict(os.environ)) as services:
                    yield _environment(state, services.environment)
                return
        except Busy:
            if environment := state.published().get("environment"):
                yield {**demo_environment(state, {}, ""), **environment}
                return
        if not waiting:
            say("another ./run is at work: waiting for it to have started, or to have ended")
            waiting = True
        time.sleep(0.3)


def _environment(state: State, servers: dict[str, str]) -> dict[str, str]:
    """Return the demo's environment, or the caller's own for a database of theirs that holds no demo."""
    environment = demo_environment(state, servers, f"http://127.0.0.1:{WEB_PORT}/")
    if "DATABASE_URL" not in os.environ:
        note_empty_database(state, environment)
    elif not demo_data(state, environment):
        return {"DJANGO_SETTINGS_MODULE": "peersupport.settings", **os.environ, **servers}
    return environment
