import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from peersupport.shared import sealing

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


def encoded(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


@pytest.fixture(autouse=True)
def keys(settings):
    settings.SEALING_KEYS = {"b": KEY, "a": OTHER}


@pytest.mark.parametrize("text", ["", "åäö", "x" * 100_000])
def test_what_is_sealed_can_be_opened_and_never_looks_the_same_twice(text):
    sealed = sealing.seal(text, purpose="letter 1")

    assert sealing.open_sealed(sealed, purpose="letter 1") == text
    assert sealing.seal(text, purpose="letter 1") != sealed
    assert not text or text not in sealed


def test_what_was_sealed_for_one_row_does_not_open_as_another():
    sealed = sealing.seal("hemligt", purpose="letter 1")

    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(sealed, purpose="letter 2")


def test_one_changed_byte_anywhere_breaks_the_seal():
    name, _dot, body = sealing.seal("hemligt", purpose="x").partition(".")
    raw = base64.urlsafe_b64decode(body)
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1

        with pytest.raises(sealing.SealBroken):
            sealing.open_sealed(f"{name}.{encoded(changed)}", purpose="x")


@pytest.mark.parametrize("strange", ["", ".", "b.", "b", "b.å", "b.AAAA", "c.AAAA", "b.AAAA.AAAA", "\x00"])
def test_what_was_never_sealed_is_told_apart(strange):
    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(strange, purpose="x")


def test_an_older_key_opens_and_the_newest_one_seals(settings):
    settings.SEALING_KEYS = {"a": OTHER}
    old = sealing.seal("hemligt", purpose="x")
    settings.SEALING_KEYS = {"b": KEY, "a": OTHER}

    new = sealing.resealed(old, purpose="x")

    assert (sealing.key_of(old), sealing.key_of(new)) == ("a", "b")
    settings.SEALING_KEYS = {"b": KEY}
    assert sealing.open_sealed(new, purpose="x") == "hemligt"
    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(old, purpose="x")


def test_a_key_under_another_ones_name_opens_nothing(settings):
    sealed = sealing.seal("hemligt", purpose="x")
    settings.SEALING_KEYS = {"b": OTHER}

    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(sealed, purpose="x")


def test_keys_are_read_in_the_order_in_which_they_stand():
    read = sealing.read_keys(f"new:{encoded(KEY)}, old:{encoded(OTHER).rstrip('=')}")

    assert list(read.items()) == [("new", KEY), ("old", OTHER)]
    assert sealing.read_keys("") == {}


@pytest.mark.parametrize(
    "pairs", ["a", "a:", f":{encoded(KEY)}", f"a:{encoded(KEY[:16])}", "a:å", f"a.b:{encoded(KEY)}", "twice"]
)
def test_keys_that_are_no_keys_stop_the_start(pairs):
    pairs = f"a:{encoded(KEY)},a:{encoded(OTHER)}" if pairs == "twice" else pairs

    with pytest.raises(ImproperlyConfigured):
        sealing.read_keys(pairs)


def test_nothing_is_sealed_without_a_key(settings):
    settings.SEALING_KEYS = {}

    with pytest.raises(ImproperlyConfigured):
        sealing.seal("hemligt", purpose="x")
