"""manage.py begin: the first host, programme and coordinator of a production install."""

import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.accounts.models import User
from peersupport.desk.actions import beginning
from peersupport.shared.forms import clean_line

QUESTIONS = {
    "host": "The association that begins (for example NSPH)",
    "programme": "The name of the programme",
    "email": "The first national coordinator's e-mail address",
    "given_name": "Their first name",
    "family_name": "Their last name",
}


class Command(BaseCommand):
    help = "Makes the first host and programme, and an invitation for the first national coordinator. Runs once."

    def add_arguments(self, parser):
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=question)

    def handle(self, *args, **options):
        answers = {name: self._answer(name, options[name]) for name in QUESTIONS}
        try:
            validate_email(answers["email"])
        except ValidationError as problem:
            raise CommandError("That is not an e-mail address.") from problem
        with acting_as(SYSTEM):
            if User.objects.exists():
                raise CommandError("Somebody has an account already: invite the next one from the pages.")
            url = beginning.begin(**answers, at=timezone.now())
        self.stdout.write("Open this link within seven days, and choose a password:")
        self.stdout.write(url)

    def _answer(self, name: str, given: str | None) -> str:
        if given is None and not sys.stdin.isatty():
            raise CommandError(f"Say --{name.replace('_', '-')}: {QUESTIONS[name]}.")
        answer = clean_line(input(f"{QUESTIONS[name]}: ") if given is None else given)
        if not answer:
            raise CommandError(f"An answer is needed: {QUESTIONS[name]}.")
        return answer
