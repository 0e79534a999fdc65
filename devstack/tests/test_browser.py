"""A test that needs a browser says why it was skipped, and fails where one had to be there."""

import os
import subprocess
import sys

import pytest

from devstack import ROOT, browser


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    """Nothing on the path, nothing in the home folder, and no right to install."""
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))


def program(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o755)
    return str(path)


def test_what_was_chosen_wins(bare_machine, monkeypatch, tmp_path):
    program(tmp_path / "chromium")
    monkeypatch.setenv("BROWSER_PATH", "/opt/mine/chrome")

    assert browser.find(install=False) == browser.Browser(path="/opt/mine/chrome")


@pytest.mark.parametrize(
    "place", ["chromium", "google-chrome", ".cache/ms-playwright/chromium-1/chrome-linux64/chrome"]
)
def test_it_is_found_where_machines_keep_it(bare_machine, tmp_path, place):
    there = program(tmp_path / place)

    assert browser.find(install=False) == browser.Browser(path=there)


def test_without_one_the_advice_names_the_command(bare_machine):
    assert browser.find(install=False) == browser.Browser(missing=f"no browser was found: {browser.ADVICE}")
    assert browser.ADVICE.count("apt-get install chromium") == 1


@pytest.mark.parametrize(("ci", "outcome"), [("false", "1 skipped"), ("true", "1 error")])
def test_a_browser_test_without_a_browser(bare_machine, ci, outcome):
    test = "devstack/tests/test_testkit.py::test_axe_finds_a_fault"
    env = {**os.environ, "CI": ci, "BROWSER_PATH": "", "BROWSER_MISSING": "no browser here"}

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", test], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )

    assert ran.stdout.count("no browser here") > 0
    assert ran.stdout.splitlines()[-1].startswith(outcome)
