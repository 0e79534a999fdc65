"""./run test: every test, on servers that are thrown away."""

import os
import sys
from pathlib import Path

from devstack import ROOT, browser
from devstack.console import say
from devstack.processes import in_foreground, stop_on_signals
from devstack.services import Services, as_owner, base, manage, without_product
from devstack.state import State, throwaway
from devstack.supervisor import quietly

ONE_BY_ONE = ("-n", "-x", "--exitfirst", "--pdb", "--trace", "--sw", "--co", "--headed")
IN_PARALLEL = ["-n", "2", "--dist", "loadgroup"]


def main(arguments: list[str]) -> int:
    with stop_on_signals(), throwaway() as state, Services(state, durable=False) as services:
        environment = clean_environment(state, services.environment)
        quietly("compiling the translations", manage("messages", "compile"), environment=environment, log=_log(state))
        quietly(
            "collecting the static files",
            manage("collectstatic", "--verbosity=0", "--noinput"),
            environment=environment,
            log=_log(state),
        )
        say("running the tests")
        command = [sys.executable, "-m", "pytest", *parallel(arguments), *arguments]
        return in_foreground(command, env=environment, cwd=ROOT)


def clean_environment(state: State, servers: dict[str, str]) -> dict[str, str]:
    """Return an environment in which nothing of this machine's own servers is left.

    The tests' databases are made by the test runner, so it is the owner of the tables who connects.
    """
    found = browser.find(install=True)
    nobody_listens = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": "1"}  # a test that sends takes the fixture `smtp_sink`
    return {
        **as_owner({**base(state, without_product(os.environ)), **servers}),
        **nobody_listens,
        "BROWSER_PATH": found.path,
        "BROWSER_MISSING": found.missing,
    }


def parallel(arguments: list[str]) -> list[str]:
    """Return pytest's flags for two workers, unless the caller named tests or asked for what needs one process."""
    for argument in arguments:
        if argument.startswith(ONE_BY_ONE) or Path(ROOT, argument.partition("::")[0]).exists():
            return []
    return IN_PARALLEL


def _log(state: State) -> Path:
    return state.logs / "setup.log"
