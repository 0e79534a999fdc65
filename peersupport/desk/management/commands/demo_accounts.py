"""manage.py demo_accounts: who can sign in to the demo, and how."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.accounts.actions import accounts
from peersupport.directory.models import Membership


class Command(BaseCommand):
    help = "Prints the demo's accounts and their password, and makes it theirs where it was another. Only in the demo."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("There are demo accounts in the demo only: start it with ./run.")
        with acting_as(SYSTEM):
            accounts.give_demo_password(settings.DEMO_PASSWORD)
            demo = Membership.objects.open().filter(user__is_demo=True).select_related("user", "organisation")
            rows = [(m.user.email, m.get_role_display(), m.organisation.name) for m in demo.order_by("pk")]
        width = max((len(email) for email, _role, _organisation in rows), default=0)
        for email, role, organisation in rows:
            self.stdout.write(f"{email:<{width}}  {role}, {organisation}")
        self.stdout.write(f"Password: {settings.DEMO_PASSWORD}")
