"""All certificates of a cohort as one PDF: asked for once, made by a worker, fetched by whoever asked."""

import datetime as dt
import io

import pypdf
import pytest
from django.utils import timezone

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.jobs import long, tasks
from peersupport.jobs.models import JobFile, LongJob
from peersupport.jobs.tests.factories import JobFileFactory, LongJobFactory
from programs.tests.factories import CohortFactory
from training.actions import printing
from training.tests.factories import CertificateFactory
from training.tests.steps import of

TRANSACTION = pytest.mark.django_db(transaction=True)  # a worker sees what was committed


def certified(cohort, family_name: str, **given):
    return CertificateFactory(participation__cohort=cohort, participation__person__family_name=family_name, **given)


def job_page(job: LongJob, part: str = "") -> str:
    return f"/utbildningar/{job.subject_id}/intyg/pdf/{job.pk}/{part}"


@pytest.fixture
def asked(national):
    """A job of the national coordinator's, and its cohort with one certificate."""
    certificate = certified(CohortFactory(), "Ek")
    return LongJobFactory(kind=printing.KIND, subject_id=certificate.participation.cohort_id, owner=national.scope_name)


@TRANSACTION
def test_every_certificate_in_force_is_a_page_in_the_order_of_names(national, signed_in):
    cohort, client = CohortFactory(name="Södertörn, hösten"), signed_in(national)
    certified(cohort, "Öst")
    certified(cohort, "Ek", copy__language="en")
    certified(cohort, "Bok", revoked=True)
    certified(cohort, "Alm", suspended=True)
    certified(CohortFactory(), "Annan")

    client.post(of(cohort, "intyg/pdf/"))
    tasks.work()
    job = LongJob.objects.get()
    answer = client.get(job_page(job, "fil/"))

    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    assert [("Ek" in page, "Öst" in page) for page in pages] == [(True, False), (False, True)]
    assert ["This is to certify that" in pages[0], "Härmed intygas att" in pages[1]] == [True, True]
    assert (answer["Content-Type"], job.done, job.total) == ("application/pdf", 3, 3)
    assert "Intyg%20S%C3%B6dert%C3%B6rn%2C%20h%C3%B6sten.pdf" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.django_db
def test_pressed_twice_it_is_one_job(national, signed_in):
    cohort, client = CohortFactory(), signed_in(national)
    certified(cohort, "Ek")

    answers = [client.post(of(cohort, "intyg/pdf/")) for _time in range(2)]

    assert [answer["Location"] for answer in answers] == [job_page(LongJob.objects.get())] * 2


@pytest.mark.django_db
def test_where_none_is_in_force_there_is_no_button_and_no_job(national, signed_in):
    cohort, client = CohortFactory(), signed_in(national)
    certified(cohort, "Ek", revoked=True)

    page = client.get(of(cohort, "intyg/"))
    answer = client.post(of(cohort, "intyg/pdf/"), follow=True)

    assert page.context["printable"] is False
    assert "Inget intyg är giltigt nu" in answer.content.decode()
    assert LongJob.objects.count() == 0


@pytest.mark.django_db
def test_the_page_asks_again_by_itself_with_and_without_javascript(asked, national, signed_in):
    long.start(job_id=asked.pk, total=4, at=timezone.now())
    long.progress(job_id=asked.pk, done=1, at=timezone.now())

    body = signed_in(national).get(job_page(asked)).content.decode()

    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in body
    assert [text in body for text in ('hx-trigger="every 1s"', 'value="25"', "25 %")] == [True] * 3


@pytest.mark.django_db
def test_htmx_gets_what_changes_and_stops_when_it_is_ready(asked, national, signed_in):
    client, headers = signed_in(national), {"HX-Request": "true", "HX-Target": "printing"}
    running = client.get(job_page(asked), headers=headers).content.decode()
    long.start(job_id=asked.pk, total=1, at=timezone.now())
    long.finish(job_id=asked.pk, at=timezone.now())
    JobFileFactory(job=asked, made_at=timezone.now())

    ready = client.get(job_page(asked), headers=headers).content.decode()

    assert ["<html" in text for text in (running, ready)] == [False, False]
    assert ["hx-trigger" in text for text in (running, ready)] == [True, False]
    assert ['id="announcement"' in text for text in (running, ready)] == [False, True]
    assert job_page(asked, "fil/") in ready


@TRANSACTION
def test_a_name_that_cannot_be_printed_is_said_in_words(national, signed_in):
    cohort, client = CohortFactory(), signed_in(national)
    certified(cohort, "\U0001f600")

    client.post(of(cohort, "intyg/pdf/"))
    tasks.work()

    job = LongJob.objects.get()
    assert (job.status, job.problem, JobFile.objects.count()) == ("failed", "character", 0)
    assert "Ett namn kan inte skrivas ut" in client.get(job_page(job)).content.decode()


@TRANSACTION
def test_what_is_revoked_while_it_waits_is_not_printed(asked, national, signed_in):
    CertificateFactory._meta.model.objects.update(revoked_at=timezone.now(), revoked_by=national.user)

    tasks.work()

    asked.refresh_from_db()
    assert (asked.status, asked.problem) == ("failed", "nothing")
    assert "Det fanns inget att skriva ut" in signed_in(national).get(job_page(asked)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("problem", "words"), [("", "Det gick inte den här gången"), ("character", "Ett namn kan inte skrivas ut")]
)
def test_failing_says_so_and_offers_to_try_again(asked, national, signed_in, problem, words):
    long.start(job_id=asked.pk, total=2, at=timezone.now())
    long.fail(job_id=asked.pk, at=timezone.now(), problem=problem)

    body = signed_in(national).get(job_page(asked)).content.decode()

    assert [text in body for text in (words, of(asked_cohort(asked), "intyg/pdf/"))] == [True, True]


def asked_cohort(job: LongJob):
    return CohortFactory._meta.model.objects.get(pk=job.subject_id)


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "there"), [(23, True), (24, False)])
def test_the_file_is_there_for_a_day(asked, national, signed_in, hours, there):
    made_at = timezone.now() - dt.timedelta(hours=hours)
    ended = {"status": "done", "heard_at": made_at, "finished_at": made_at}
    LongJob.objects.filter(pk=asked.pk).update(**ended)
    JobFileFactory(job=asked, made_at=made_at)
    client = signed_in(national)

    page, file = (client.get(job_page(asked, part)) for part in ("", "fil/"))
    certificates = client.get(of(asked_cohort(asked), "intyg/"))

    assert (file.status_code == 200, job_page(asked, "fil/") in page.content.decode()) == (there, there)
    assert ("PDF:en är raderad" in page.content.decode(), certificates.context["job"] is None) == (not there, not there)


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["", "fil/"])
def test_only_whoever_asked_sees_it(national, signed_in, part):
    job = JobFileFactory(job__kind=printing.KIND, job__owner=national.scope_name, made_at=timezone.now()).job
    cohort = CohortFactory()
    LongJob.objects.filter(pk=job.pk).update(subject_id=cohort.pk)
    job.refresh_from_db()
    region = MembershipFactory(regional=True, organisation=cohort.host)

    codes = [signed_in(who).get(job_page(job, part)).status_code for who in (national, region)]
    codes += [signed_in(MembershipFactory(national=True)).get(job_page(job, part)).status_code]

    assert codes == [200, 404, 404]
