"""The broker: what it was given is there after a kill, and only we can talk to it."""

import os
import signal
import socket

import pytest
import redis

from devstack.valkey import Valkey


@pytest.fixture
def valkey(state):
    server = Valkey(state, port=0)
    server.start()
    yield server
    server.stop()


def test_it_keeps_its_keys_when_it_is_killed(state, valkey):
    with redis.Redis.from_url(valkey.url()) as client:
        client.rpush("queue", *range(1000))

    os.kill(valkey.process.pid, signal.SIGKILL)
    valkey.process.wait()
    again = Valkey(state, port=0)
    again.start()

    with redis.Redis.from_url(again.url()) as client:
        assert client.llen("queue") == 1000
    again.stop()


def test_it_asks_for_the_password(valkey):
    with socket.create_connection(("127.0.0.1", valkey.port)) as stranger:
        stranger.sendall(b"PING\r\n")

        assert stranger.recv(100).startswith(b"-NOAUTH ")


def test_the_password_is_not_on_the_command_line_and_its_file_is_closed_to_others(valkey):
    assert valkey.command()[1:] == [str(valkey.configuration)]
    assert valkey.configuration.stat().st_mode & 0o077 == 0


def test_a_left_over_server_is_ended_before_the_next_one_starts(state, valkey):
    again = Valkey(state, port=0)
    again.start()

    assert valkey.process.wait(5) == 0
    again.stop()
