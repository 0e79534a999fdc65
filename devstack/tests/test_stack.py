"""The whole of ./run, as the browser journey uses it."""

import subprocess
import sys
import urllib.request

from devstack import ROOT


def test_everything_is_ready_at_the_addresses_it_names(running_stack):
    assert urllib.request.urlopen(f"{running_stack.url}readyz", timeout=10).status == 200
    assert urllib.request.urlopen(running_stack.mailbox_url, timeout=10).status == 200


def test_a_second_one_says_where_the_first_one_is(running_stack):
    second = subprocess.run(
        [sys.executable, ROOT / "run"], env=running_stack.environment, capture_output=True, text=True, check=False
    )

    where = f"{running_stack.url} (process {running_stack.process.pid})"
    assert second.stdout == f"It is running already: {where}. Stop it there with Ctrl-C.\n"
    assert second.returncode == 1


def test_a_command_beside_it_works_in_the_products_own_role(running_stack):
    who = "from django.db import connection as c; k = c.cursor(); k.execute('select current_user'); print(k.fetchone())"

    assert running_stack.manage("shell", "--no-imports", "-c", who).splitlines()[-1] == "('pso_app',)"


def test_it_comes_back_after_a_kill_with_the_same_data(running_stack):
    """What was written is there, nothing of the killed one is left, and nothing is loaded a second time."""
    people = "from peersupport.accounts.models import User; print(User.objects.count())"
    before = running_stack.manage("shell", "--no-imports", "-c", people).splitlines()[-1]

    running_stack.kill()
    running_stack.start()

    assert int(before) > 0
    assert running_stack.manage("shell", "--no-imports", "-c", people).splitlines()[-1] == before
    assert running_stack.console.read_text().count("loading the scenario") == 0
