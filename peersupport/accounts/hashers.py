"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id at 19 MiB, two passes, one lane: the least that OWASP's password storage sheet advises.

    Django's default asks 100 MiB and eight threads a check, so twenty people signing in at once would need 2 GB.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
