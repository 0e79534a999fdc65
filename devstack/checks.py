"""./run check: everything that can be said about the code without running its tests."""

import os
import subprocess
import sys
from pathlib import Path

from devstack import ROOT
from devstack.console import heading, tell
from devstack.processes import stop_on_signals
from devstack.services import Services, as_owner, base, manage, without_product
from devstack.state import throwaway

TOOLS = Path(sys.executable).parent
CHECKS = {
    "Format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "Lint": [sys.executable, "-m", "ruff", "check", "."],
    "Import contracts": [str(TOOLS / "lint-imports")],
    "System": manage("check", "--fail-level", "WARNING"),
    "Migrations": manage("makemigrations", "--check", "--dry-run"),
    "Translations": manage("messages", "check"),
}


def main(_arguments: list[str]) -> int:
    """Run all of them, also after one has failed; 1 if any did."""
    # a database, since makemigrations compares the migrations with what it holds
    with stop_on_signals(), throwaway() as state, Services(state, durable=False) as services:
        environment = as_owner({**base(state, without_product(os.environ)), **services.environment})
        failed = []
        for name, command in CHECKS.items():
            heading(name)
            if subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode:
                failed.append(name)
    tell(f"\n{len(CHECKS) - len(failed)} of {len(CHECKS)} checks passed.")
    if failed:
        tell(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0
