"""manage.py messages update|check|compile: the catalogues in locale/, without the system's gettext."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from peersupport.shared import catalogue


class Command(BaseCommand):
    help = "Bring the Swedish catalogue in line with the sources, check that it is complete, or compile it."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["update", "check", "compile"])

    def handle(self, *args, what, **options):
        path = settings.BASE_DIR / "locale/sv/LC_MESSAGES/django.po"
        if what == "compile":
            self.stdout.write(f"{catalogue.compile_all(settings.BASE_DIR)} catalogue(s) compiled")
            return
        template = catalogue.extracted(settings.BASE_DIR)
        if what == "update":
            catalogue.save(path, catalogue.update(path, "sv", template))
        found = catalogue.faults(catalogue.read(path, "sv"), template)
        for fault in found:
            self.stdout.write(fault)
        if what == "check" and found:
            raise CommandError(f"{len(found)} message(s) to see to; messages update adds what is new")
        self.stdout.write(f"{len(template)} messages, {len(found)} to see to")
