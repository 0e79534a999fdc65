#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

OWNERS_COMMANDS = {"migrate", "flush"}  # they make, change or empty tables, which the product's own role may not


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")
    # read here and nowhere else in the product: web, worker and beat don't start from this file
    owner = os.environ.get("DATABASE_OWNER_URL")
    if owner and set(sys.argv[1:2]) & OWNERS_COMMANDS:
        os.environ["DATABASE_URL"] = owner
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
