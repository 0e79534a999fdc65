"""Settings that a public service must never run with, as plain reasons; manage.py check --deploy prints them too."""

from django.conf import settings
from django.core.checks import Error, register

SHORTEST_KEY, FEWEST_LETTERS = 50, 5  # as Django's own deployment check has them
ON_THIS_MACHINE = {"127.0.0.1", "localhost", "[::1]"}
FORGETFUL_CACHES = ("locmem", "dummy", "filebased", "db")  # each process its own count, or none, or a slow one


def unsafe_settings() -> list[str]:
    """One line for each setting that keeps this from being run in public."""
    key = settings.SECRET_KEY
    wrong = {
        "DEBUG is on: error pages would show what is in memory": settings.DEBUG,
        "SECRET_KEY is short, guessable or Django's sample: make one of 50 random characters or more": (
            len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS or key.startswith("django-insecure")
        ),
        "SEALING_KEYS is empty: letters of application and second factors could not be kept": not settings.SEALING_KEYS,
        "ALLOWED_HOSTS names no host, or every host: name the ones that people type": (
            not settings.ALLOWED_HOSTS or any(host in ("*", ".") for host in settings.ALLOWED_HOSTS)
        ),
        "SITE_URL does not begin with https://: links in letters would be sent in the clear": (
            not settings.SITE_URL.startswith("https://")
        ),
        "INSECURE_HTTP is on: it is for a demo on one's own machine": settings.PLAIN_HTTP,
        "The cache is not shared by all processes: guesses at passwords would not be counted": any(
            cache["BACKEND"].split(".")[-2] in FORGETFUL_CACHES for cache in settings.CACHES.values()
        ),
        "EMAIL_BACKEND does not send by SMTP: letters would go nowhere": "smtp" not in settings.EMAIL_BACKEND,
    }
    return [reason for reason, is_so in wrong.items() if is_so]


def public_demo() -> list[str]:
    """A demo has accounts that share one printed password, so it answers on its own machine only."""
    if set(settings.ALLOWED_HOSTS) <= ON_THIS_MACHINE:
        return []
    return ["DEMO is on and ALLOWED_HOSTS names more than this machine: a demo is never public"]


def check_deployment(app_configs, **kwargs) -> list[Error]:  # noqa: ARG001 - Django's signature
    reasons = public_demo() if settings.DEMO else unsafe_settings()
    return [Error(reason, id=f"peersupport.E{number:03}") for number, reason in enumerate(reasons, start=1)]


def register_all() -> None:
    register(check_deployment, deploy=True)
