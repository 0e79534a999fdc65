"""Codes that nobody can guess and everybody can read out over the phone."""

import secrets

# No vowels, so that no word appears by chance, and nothing that reads as something else: 0 o, 1 l i, 9 g q, 5 s
ALPHABET = "bcdfhjkmnprtvwx234678"


def code(length: int) -> str:
    """So many characters of chance; each is worth 4.4 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
