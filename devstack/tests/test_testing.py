"""How ./run test spreads the tests over two processes."""

import os

import pytest


@pytest.mark.journey
def test_what_shares_the_stack_is_one_group(request):
    """Where grouping is lost nothing else tells: each process quietly starts a stack of its own."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("one process runs all of it")

    assert request.node.nodeid.endswith("@stack")
