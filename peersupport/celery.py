"""Celery's app and the one table of what beat starts when.

PostgreSQL holds the truth about letters and due dates; a task is only a trigger. So every task may run twice, late or
not at all for a while without harm, and none carries more than ids.
"""

import os
import sys
import warnings

import django
from celery import Celery
from celery.platforms import SecurityWarning
from celery.schedules import crontab
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")
# Payloads are JSON with ids only, so a worker that a container runs as root is no hole.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("peersupport")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # often, since /readyz waits for the first one after a start
    "heartbeat": {"task": "peersupport.jobs.tasks.heartbeat", "schedule": 5.0},
    "deliver-letters": {"task": "peersupport.letters.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "do-long-work": {"task": "peersupport.jobs.tasks.work", "schedule": 60.0, "options": {"expires": 55}},
    "erase-files": {"task": "peersupport.jobs.tasks.erase_files", "schedule": crontab(minute=45, hour="3-23")},
    # Between 02 and 03 an hour is missing or comes twice when the clocks change, so nothing starts then.
    "write-reminders": {
        "task": "peersupport.letters.tasks.write_reminders",
        "schedule": crontab(minute=5, hour="6-20"),
    },
    "end-holds": {"task": "programs.tasks.end_holds", "schedule": crontab(minute=50, hour="5-20")},
    "follow-deliveries": {"task": "programs.tasks.follow_deliveries", "schedule": crontab(minute="*/10", hour="6-20")},
    "mind-the-line": {"task": "programs.tasks.mind_the_line", "schedule": 300.0, "options": {"expires": 290}},
    "tidy-applications": {"task": "training.tasks.tidy_applications", "schedule": crontab(minute=20, hour="3-23")},
    "erase-cases": {"task": "training.tasks.erase_cases", "schedule": crontab(minute=35, hour=4)},
    "erase-session-notes": {
        "task": "placements.tasks.erase_session_notes",
        "schedule": crontab(minute=50, hour=4),
    },
    "end-reserves": {"task": "training.tasks.end_reserves", "schedule": crontab(minute=25, hour=6)},
    # once the course day is over, while people remember it
    "follow-evaluations": {
        "task": "training.tasks.follow_evaluations",
        "schedule": crontab(minute=15, hour="16-20"),
    },
    # the month before is over, and what was noted of its last day is in
    "charge-supervision": {
        "task": "placements.tasks.charge_supervision",
        "schedule": crontab(minute=10, hour=5, day_of_month=2),
    },
    "follow-leaves": {"task": "placements.tasks.follow_leaves", "schedule": crontab(minute=30, hour="4-20")},
    "follow-placements": {"task": "placements.tasks.follow_placements", "schedule": crontab(minute=40, hour="4-20")},
    "follow-surveys": {"task": "placements.tasks.follow_surveys", "schedule": crontab(minute=30, hour="5-8")},
    "forget-wishes": {"task": "placements.tasks.forget_wishes", "schedule": crontab(minute=50, hour=4)},
    "erase-survey-words": {"task": "placements.tasks.erase_survey_words", "schedule": crontab(minute=35, hour=4)},
    "report-stays": {"task": "placements.tasks.report_stays", "schedule": crontab(minute=55, hour=4)},
    "report-surveys": {"task": "placements.tasks.report_surveys", "schedule": crontab(minute=40, hour=4)},
    "tidy": {"task": "peersupport.jobs.tasks.tidy", "schedule": crontab(minute=40, hour=3)},
}


@worker_init.connect
@beat_init.connect
def refuse_unsafe(**_kwargs) -> None:
    """Celery goes on after an exception in here, but not after an exit."""
    django.setup()
    refuse = import_string("peersupport.guard.refuse_unsafe")  # by its name: what gives a hint to workers is below it
    try:
        refuse()
    except ImproperlyConfigured as refusal:
        sys.__stderr__.write(f"{refusal}\n")  # beat has turned the other one into a logger
        sys.exit(1)
