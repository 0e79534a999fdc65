"""How somebody wants the product to look and to speak."""

from django.db import transaction

from peersupport.accounts.models import User


@transaction.atomic
def change(*, user: User, **choices: str) -> None:
    """Keep those of ``look``, ``font`` and ``language`` that were given; what isn't one of the choices is left out."""
    fields = {name: user._meta.get_field(name) for name in ("look", "font", "language")}
    kept = {n: v for n, v in choices.items() if n in fields and v in dict(fields[n].flatchoices)}
    for name, value in kept.items():
        setattr(user, name, value)
    if kept:
        user.save(update_fields=list(kept))
