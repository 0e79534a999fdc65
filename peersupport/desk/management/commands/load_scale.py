"""manage.py load_scale --people 100000: an invented country for measurements, in a database of its own."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import environ
import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from psycopg2.sql import SQL, Identifier

COUNTRY = Path(__file__).parents[2] / "scale/country.sql"
_STEP = re.compile(r"^-- name: (.+)$", re.MULTILINE)


class Command(BaseCommand):
    help = "Make a database beside the demo's and fill it with an invented country, by whole sets of rows."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, required=True, help="how many people, at least 100")
        parser.add_argument("--database", default="", help="the database's name; scale_<people> by default")

    def handle(self, *args, people, database, **options):
        if people < 100:
            raise CommandError("A country has at least 100 people.")
        began = time.monotonic()
        owner = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
        name = database or f"scale_{people}"
        url = self._fresh_database(owner, name)
        self._prepare(url)
        with closing(_connection(url)) as connection:
            self._fill(connection, people=people, today=timezone.localdate())
        self.stdout.write(f"{name}: {people} people in {time.monotonic() - began:.0f} s")

    def _fresh_database(self, owner: str, name: str) -> str:
        """Make the database; an older one of the same name makes way. Never the one that the product uses."""
        if name == settings.DATABASES["default"]["NAME"]:
            raise CommandError("That is the product's own database.")
        with closing(_connection(owner)) as server:
            server.autocommit = True
            with server.cursor() as cursor:
                cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
                cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        return _with_name(owner, name)

    def _prepare(self, url: str) -> None:
        for command in (["migrate", "-v0"], ["load_geography", "-v0"]):
            subprocess.run(  # noqa: S603 - our own manage.py
                [sys.executable, "manage.py", *command],
                cwd=settings.BASE_DIR,
                env={**os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": url},
                check=True,
            )

    @staticmethod
    def steps() -> Iterator[tuple[str, str]]:
        """The name of each step, and its statements."""
        parts = _STEP.split(COUNTRY.read_text())[1:]
        return zip(parts[::2], parts[1::2], strict=True)

    def _fill(self, connection, *, people: int, today: date) -> None:
        values = {"people": people, "today": today, "now": timezone.now()}
        with connection.cursor() as cursor:
            for name, statements in self.steps():
                began = time.monotonic()
                cursor.execute(statements, values)
                self.stdout.write(f"  {name}: {time.monotonic() - began:.1f} s")
        connection.commit()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _with_name(url: str, name: str) -> str:
    """The same server, another database."""
    return url.rsplit("/", 1)[0] + "/" + name


def _connection(url: str):
    found = environ.Env.db_url_config(url)
    return psycopg2.connect(
        host=found["HOST"], port=found["PORT"], user=found["USER"], password=found["PASSWORD"], dbname=found["NAME"]
    )
