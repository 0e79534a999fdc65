"""Doors for beat and for long work: read the clock, start one thing."""

from celery import shared_task
from django.utils import timezone

from peersupport.jobs.models import LongJob
from peersupport.jobs.sweeps import each
from peersupport.jobs.working import File, Kind, Said
from peersupport.shared.acting import SYSTEM, acting_as
from placements import selectors
from placements.actions import (
    following,
    followups,
    leaves,
    matching,
    reports,
    research_file,
    session_notes,
    stay_reports,
    supervision_charges,
    survey_words,
    surveys,
)
from placements.models import Placement, SupervisorLeave, Survey


@shared_task
def follow_placements() -> None:
    """Let those begin whose first day has come, and rest and go on those who make a pause; one transaction each."""
    rows = Placement.objects.to_follow(timezone.localdate()).order_by("pk")
    each(rows, lambda row: following.follow(placement=row, by=None, at=timezone.now()))


@shared_task
def charge_supervision() -> None:
    """Charge the months of supervision that are over to the orders that have some left."""
    today = timezone.localdate()
    rows = selectors.with_supervision_ordered(today)
    each(rows, lambda row: supervision_charges.charge(placement=row, on=today, at=timezone.now()))


@shared_task
def forget_wishes() -> None:
    """Erase what people wished for at work once the day has been until which they let it be seen."""
    with acting_as(SYSTEM):
        matching.forget_old(on=timezone.localdate())


@shared_task
def follow_leaves() -> None:
    """Let those who stand in for a supervisor see the people from the first day to the last."""
    rows = SupervisorLeave.objects.to_follow(timezone.localdate()).order_by("pk")
    each(rows, lambda row: leaves.follow(leave=row, by=None, at=timezone.now()))


@shared_task
def follow_surveys() -> None:
    """Plan the next year's follow-up, close the surveys whose time is over, and ask where a follow-up has come due."""
    today, now = timezone.localdate(), timezone.now()
    each(selectors.without_a_next_year(today), lambda row: followups.plan_next_year(last=row))
    each(Survey.objects.to_close(today).order_by("pk"), lambda row: surveys.close(survey=row, on=today, at=now))
    each(selectors.to_ask(today), lambda row: surveys.open_for(follow_up=row, on=today, at=now))


@shared_task
def report_surveys() -> None:
    """Make reports of the quarters that are over, once nobody answers in them any more."""
    today = timezone.localdate()
    each(selectors.to_report(today), lambda row: reports.freeze(turnout=row, on=today))


@shared_task
def report_stays() -> None:
    """Publish, once a year, how many stay at work in their first year."""
    with acting_as(SYSTEM):
        stay_reports.freeze(on=timezone.localdate())


@shared_task
def erase_survey_words() -> None:
    """Erase what was added to surveys a year ago."""
    with acting_as(SYSTEM):
        survey_words.erase_old(on=timezone.localdate())


def make_research_file(job: LongJob, said: Said) -> File:
    """What a research project is given. It is packed outside of the transactions."""
    with acting_as(SYSTEM):
        content = research_file.gather(job, at=timezone.now())
    said(1)
    file = research_file.pack(content, name=f"forskning-{job.subject_id}.zip")  # its title would travel in mail
    with acting_as(SYSTEM):
        research_file.note(job, content, at=timezone.now())
    return file


LONG_WORK = (Kind(research_file.KIND, lambda _job: research_file.STEPS, make_research_file),)


@shared_task
def erase_session_notes() -> None:
    """Erase the notes to supervision of more than a year ago."""
    with acting_as(SYSTEM):
        session_notes.erase_old(on=timezone.localdate())
