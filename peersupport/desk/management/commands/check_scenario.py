"""manage.py check_scenario: what the product counts, beside what it should count."""

import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.desk.demo import scenario
from peersupport.desk.figures import figures
from programs.models import Cohort, Programme
from programs.selectors import seats_left

STOCKHOLM = "stockholm-2016-autumn"


class Command(BaseCommand):
    help = "Counts the scenario's figures as the pages do, and exits 1 when one is not what it should be."

    def handle(self, *args, **options):
        told = scenario.read()
        with acting_as(SYSTEM):
            programme = scenario.programme_of(told)
            if programme is None:
                raise CommandError("The scenario is not loaded: manage.py load_scenario")
            found = {**asdict(figures(programme=programme)), "stockholm_seats_left": _left(told, programme)}
        wrong = 0
        for name, expected in told["expected"].items():
            same = found[name] == expected
            wrong += not same
            self.stdout.write(f"{'ok   ' if same else 'WRONG'} {name}: expected {expected}, found {found[name]}")
        if wrong:
            sys.exit(1)


def _left(told: dict, programme: Programme) -> int:
    name = next(cohort["name"] for cohort in told["cohorts"] if cohort["key"] == STOCKHOLM)
    return seats_left(cohort=Cohort.objects.get(programme=programme, name=name))
