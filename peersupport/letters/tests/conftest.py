from collections.abc import Iterator

import pytest

from peersupport.letters import registry
from peersupport.letters.registry import Kind
from peersupport.letters.tests.relay import Relay


@pytest.fixture
def relay(settings) -> Iterator[Relay]:
    with Relay() as relay:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = relay.host, relay.port, 2
        yield relay


@pytest.fixture
def greeting(monkeypatch, settings, tmp_path) -> Kind:
    """A kind of letter that exists in one test only; it is wanted for every subject but number 13."""
    folder = tmp_path / "email" / "tests"
    folder.mkdir(parents=True)
    (folder / "greeting.subject.txt").write_text("{% load i18n %}{% translate 'Sign in' %}: {{ day }}\n")
    (folder / "greeting.body.txt").write_text("{{ day }} & {{ site_url }} & {{ more }} & {{ secret }}\n")
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    kind = Kind(
        name="greeting",
        template="tests/greeting",
        values=frozenset({"day"}),
        still_wanted=lambda ids: ids - {13},
        context=lambda letter: {"more": letter.subject_id * 2},
    )
    monkeypatch.setitem(registry.KINDS, kind.name, kind)
    return kind
