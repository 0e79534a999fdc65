"""The front door finds a Python that is new enough, on any path."""

import importlib.machinery
import importlib.util
import subprocess
import sys

import pytest

from devstack import ROOT


@pytest.fixture(scope="module")
def run():
    loader = importlib.machinery.SourceFileLoader("front_door", str(ROOT / "run"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("front_door", loader))
    loader.exec_module(module)
    return module


def program(folder, name, script):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_a_python_that_is_new_enough_stays(run, tmp_path):
    program(tmp_path, "python3.14", "exit 0")

    assert run.find_python((3, 11, 2), "/usr/bin/this", str(tmp_path)) == "/usr/bin/this"


def test_an_old_python_gives_way_to_the_newest_that_really_runs(run, tmp_path):
    program(tmp_path, "python3.14", "echo 'version 3.14 is not active' >&2; exit 127")
    program(tmp_path, "python3.13", f'exec {sys.executable} "$@"')
    program(tmp_path, "python3.12", f'exec {sys.executable} "$@"')

    assert run.find_python((3, 9, 6), "/usr/bin/python3", str(tmp_path)) == str(tmp_path / "python3.13")


def test_without_any_it_says_what_is_missing(run, tmp_path):
    with pytest.raises(SystemExit, match=r"^Python 3.11 or newer is needed; this one is 3.9.$"):
        run.find_python((3, 9, 6), "/usr/bin/python3", str(tmp_path))


def test_it_works_from_any_folder(tmp_path):
    answer = subprocess.run([ROOT / "run", "help"], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert answer.stdout.splitlines()[0].startswith("./run  ")


def test_a_word_it_does_not_know_is_refused_with_the_list(tmp_path):
    answer = subprocess.run([ROOT / "run", "tset"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert answer.returncode == 2
    assert answer.stdout.splitlines()[0] == "There is no ./run tset."
