"""manage.py reseal: after a new key was put first in SEALING_KEYS, so that the old one can be taken away."""

from django.core.management.base import BaseCommand

from peersupport.shared import sealing


class Command(BaseCommand):
    help = "Seal anew, under the first key in SEALING_KEYS, what another one sealed."

    def handle(self, *args, **options):
        for what, count in sealing.reseal_all():
            self.stdout.write(f"{what}: {count} sealed anew under {sealing.current_key()!r}")
