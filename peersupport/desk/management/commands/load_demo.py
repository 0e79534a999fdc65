"""manage.py load_demo: accounts and a present-day picture for the demo. ./run calls it on the first start."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.desk.demo import picture


class Command(BaseCommand):
    help = "Loads the demo's accounts and a picture of today. Only in the demo; loading twice changes nothing."

    def handle(self, *args, **options):
        if not settings.DEMO or not settings.DEMO_PASSWORD:
            raise CommandError("Demo accounts belong in the demo only: start it with ./run.")
        with acting_as(SYSTEM):
            loaded = picture.load(on=timezone.localdate(), password=settings.DEMO_PASSWORD)
        self.stdout.write("The demo is loaded." if loaded else "The demo was loaded before.")
