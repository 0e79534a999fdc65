"""Keep the secrets of second factors under the key that seals now."""

from allauth.mfa.models import Authenticator

from peersupport.shared import sealing
from peersupport.shared.acting import SYSTEM, acting_as

PURPOSE = "second factor"
SEALED = ("secret", "seed")  # what allauth keeps encrypted of an authenticator app, and of recovery codes


def reseal() -> int:
    """Seal anew what an older key sealed; how many. One transaction each, so that nobody's sign-in waits for all."""
    return sum(_reseal(pk) for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True))


def _reseal(pk: int) -> bool:
    with acting_as(SYSTEM):
        return _under_the_current_key(Authenticator.objects.select_for_update().filter(pk=pk).first())


def _under_the_current_key(row: Authenticator | None) -> bool:
    data = row.data if row else {}
    old = {name: data[name] for name in SEALED if name in data and sealing.key_of(data[name]) != sealing.current_key()}
    if not old:
        return False
    row.data = {**data, **{name: sealing.resealed(sealed, purpose=PURPOSE) for name, sealed in old.items()}}
    row.save(update_fields=["data"])
    return True
