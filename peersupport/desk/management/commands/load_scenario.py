"""manage.py load_scenario: the real programme's first rounds, with invented people."""

from django.core.management.base import BaseCommand

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.desk.demo import scenario


class Command(BaseCommand):
    help = "Loads the published facts of the first rounds, through the actions. Loading twice changes nothing."

    def handle(self, *args, **options):
        with acting_as(SYSTEM):
            loaded = scenario.load()
        self.stdout.write("The scenario is loaded." if loaded else "The scenario was loaded before.")
