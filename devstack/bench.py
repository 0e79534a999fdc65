"""./run bench: the measurements, on servers of their own that keep what they are told, as real ones do."""

import os
import sys

from devstack import ROOT, browser
from devstack.processes import in_foreground, stop_on_signals
from devstack.services import Services, base, manage, without_product
from devstack.state import throwaway
from devstack.supervisor import quietly


def main(arguments: list[str]) -> int:
    with stop_on_signals(), throwaway() as state, Services(state) as services:
        environment = {
            **base(state, without_product(os.environ)),
            **services.environment,
            "BENCH_FOLDER": str(state.folder),
            "BROWSER_PATH": browser.find(install=not arguments or "faces" in arguments).path,
        }
        for text, words in [
            ("compiling the translations", ("messages", "compile")),
            ("collecting the static files", ("collectstatic", "--verbosity=0", "--noinput")),
        ]:
            quietly(text, manage(*words), environment=environment, log=state.logs / "setup.log")
        return in_foreground([sys.executable, "-m", "bench", *arguments], env=environment, cwd=ROOT)
