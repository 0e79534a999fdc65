"""manage.py load_geography: counties and municipalities, as often as you like."""

from django.core.management.base import BaseCommand

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.directory.actions import geography


class Command(BaseCommand):
    help = "Loads Sweden's counties and municipalities. Safe to repeat; never deletes."

    def handle(self, *args, **options):
        with acting_as(SYSTEM):
            counties, municipalities = geography.load()
        self.stdout.write(f"{counties} counties and {municipalities} municipalities")
