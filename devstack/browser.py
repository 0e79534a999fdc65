"""A real Chromium or Chrome for the tests that need one: found, or installed where this machine lets us."""

import functools
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from devstack.console import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (
    ("/Applications", "Google Chrome.app/Contents/MacOS/Google Chrome"),
    ("/Applications", "Chromium.app/Contents/MacOS/Chromium"),
    # where `playwright install chromium` puts its own
    ("~/.cache/ms-playwright", "chromium-*/chrome-linux*/chrome"),
    ("~/Library/Caches/ms-playwright", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"),
)
ADVICE = "install Chromium or Chrome (on Debian: sudo apt-get install chromium libatomic1), or set BROWSER_PATH"


@dataclass(frozen=True)
class Browser:
    path: str = ""
    missing: str = ""  # why there is none, in words for a test report


def find(*, install: bool) -> Browser:
    """Return a browser that Playwright can drive. With `install`, root on Debian gets one from apt-get."""
    path = _installed()
    if not path and install and _apt("chromium"):
        path = _installed()
    if not path:
        return Browser(missing=f"no browser was found: {ADVICE}")
    if not _driver_starts() and not (install and _apt("libatomic1") and _driver_starts.__wrapped__()):
        return Browser(missing="Playwright's driver does not start; on Debian: sudo apt-get install libatomic1")
    return Browser(path=path)


def flags() -> list[str]:
    """Return what Chromium needs to start here: it refuses to sandbox itself for root."""
    return ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def _installed() -> str:
    if chosen := os.environ.get("BROWSER_PATH"):
        return chosen
    for name in NAMES:
        if found := shutil.which(name):
            return found
    for folder, pattern in ELSEWHERE:
        for found in sorted(Path(folder).expanduser().glob(pattern), reverse=True):
            return str(found)
    return ""


@functools.cache
def _driver_starts() -> bool:
    """Playwright's own node needs libatomic1, and says no more than "connection closed" where it is missing."""
    package = importlib.util.find_spec("playwright")
    if package is None:
        return False
    node = Path(package.submodule_search_locations[0]) / "driver" / "node"
    return subprocess.run([str(node), "--version"], capture_output=True, check=False).returncode == 0


def _apt(package: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"installing {package} with apt-get, for the browser tests (about a minute)")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    return all(
        subprocess.run(command, env=env, capture_output=True, stdin=subprocess.DEVNULL, check=False).returncode == 0
        for command in (["apt-get", "update", "-qq"], install)
    )
