"""What people add to a survey: apart from what they answered, read by one, released word for word or erased."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.urls import reverse

from peersupport.directory.tests.factories import MembershipFactory
from placements.actions import reports, survey_words, surveys
from placements.models import Dimension, Report, ReportRow, Survey, SurveyWords, Tally, Turnout
from placements.selectors import asked_in
from placements.tests.factories import ReportFactory, ReportRowFactory, SurveyWordsFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_cache")]
ON, AFTER = dt.date(2026, 4, 2), dt.date(2026, 7, 30)
AT = dt.datetime(2026, 4, 2, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def staff(cast) -> Survey:
    """What the staff of one workplace are asked, of whom twenty have the link."""
    opened = surveys.open_for(follow_up=cast.start().follow_ups.get(months=1), on=ON, at=AT)
    survey = next(one for one in opened if one.group == "staff")
    surveys.hand_out(survey=survey, asked=20, on=ON)
    return survey


def answer(survey: Survey, words: str = "") -> None:
    said = {one.pk: 5 if one.kind == one.Kind.POINTS else 1 for one in asked_in(survey)}
    surveys.answer(survey=survey, said=said, on=ON, words=words)


def freeze(survey: Survey) -> Report | None:
    surveys.close(survey=survey, on=ON + dt.timedelta(days=29), at=AT)
    whole = Turnout.objects.get(question_set=survey.question_set, months=1, dimension=Dimension.ALL)
    return reports.freeze(turnout=whole, on=AFTER)


def test_words_stand_by_themselves(staff):
    answer(staff, "Det gör skillnad.")

    row = SurveyWords.objects.values().get()

    own = {"id", "text", "report_id", "released_at", "released_by_id"}
    assert set(row) - own == {"question_set_id", "months", "quarter"}
    assert (row["months"], row["quarter"], row["report_id"]) == (1, dt.date(2026, 4, 1), None)


def test_whoever_adds_nothing_leaves_no_row(staff):
    answer(staff)

    assert (SurveyWords.objects.count(), Tally.objects.filter(five=1).exists()) == (0, True)


def test_nobody_reads_them_before_ten_have_answered_and_the_quarter_is_over(staff, client):
    for number in range(9):
        answer(staff, f"Ord {number}")
    client.force_login(MembershipFactory(national=True).user)

    assert freeze(staff) is None
    assert (SurveyWords.objects.count(), SurveyWords.objects.to_read().count()) == (9, 0)
    assert "Ord " not in client.get(reverse("placements:survey_words")).content.decode()
    waits = SurveyWords.objects.first()
    assert client.post(reverse("placements:survey_words_release", args=[waits.pk])).status_code == 404
    with pytest.raises(survey_words.Gone):
        survey_words.release(words=waits, by=MembershipFactory().user, at=AT)


def test_a_report_makes_them_anew_in_no_order(staff):
    said = [f"Ord {number:02}" for number in range(20)]
    for words in said:
        answer(staff, words)
    before = set(SurveyWords.objects.values_list("pk", flat=True))

    report = freeze(staff)

    rows = list(SurveyWords.objects.order_by("pk").values_list("text", flat=True))
    assert (sorted(rows), rows == said) == (said, False)
    assert before & set(SurveyWords.objects.values_list("pk", flat=True)) == set()
    assert set(SurveyWords.objects.values_list("report", "quarter")) == {(report.pk, report.first_on)}


def test_others_words_wait_for_their_own_report(staff):
    for _n in range(10):
        answer(staff)
    SurveyWordsFactory(question_set=staff.question_set, months=6, quarter=ON.replace(day=1), report=None, text="Senare")
    SurveyWordsFactory(question_set=staff.question_set, months=1, quarter=AFTER.replace(day=1), report=None, text="Nu")

    freeze(staff)

    assert set(SurveyWords.objects.filter(report=None).values_list("text", flat=True)) == {"Senare", "Nu"}


def test_one_is_released_word_for_word_and_another_held_back_for_good(client):
    report = ReportFactory()
    ReportRowFactory(report=report)
    for text in ("Det hjälper.", "Kim på avdelning fyra", "Ingen har läst mig"):
        SurveyWordsFactory(report=report, text=text)
    good, names = (SurveyWords.objects.get(text=text) for text in ("Det hjälper.", "Kim på avdelning fyra"))
    national = MembershipFactory(national=True)
    client.force_login(national.user)

    client.post(reverse("placements:survey_words_release", args=[good.pk]))
    asked = client.get(reverse("placements:survey_words_hold", args=[names.pk]))
    client.post(reverse("placements:survey_words_hold", args=[names.pk]))
    client.force_login(MembershipFactory(orderer=True).user)
    page = client.get(reverse("placements:outcomes") + "?grupp=peers").content.decode()

    good.refresh_from_db()
    assert (good.released_by, good.text) == (national.user, "Det hjälper.")
    assert "går inte att ångra" in asked.content.decode()
    assert not SurveyWords.objects.filter(pk=names.pk).exists()
    assert ["Det hjälper." in page, "Kim" in page, "Ingen har läst mig" in page] == [True, False, False]


def test_they_stand_under_no_part_of_the_country(client):
    report = ReportFactory()
    for dimension, value in (("all", ""), ("kind", "other")):
        ReportRowFactory(report=report, dimension=dimension, value=value)
    words = SurveyWordsFactory(report=report, text="Det hjälper.")
    survey_words.release(words=words, by=MembershipFactory().user, at=AT)
    client.force_login(MembershipFactory(national=True).user)

    pages = [client.get(f"/resultat/?grupp=peers&del={part}").content.decode() for part in ("all:", "kind:other")]

    assert ["Det hjälper." in page for page in pages] == [True, False]
    assert ReportRow.objects.count() == 2


@pytest.mark.parametrize("action", ["survey_words_release", "survey_words_hold"])
def test_what_is_gone_is_not_there(client, action):
    client.force_login(MembershipFactory(national=True).user)

    assert client.post(reverse(f"placements:{action}", args=[99])).status_code == 404


@pytest.mark.parametrize("who", ["regional", "dpo", "orderer", "manager", "supervisor", "peer"])
def test_only_national_coordinators_read_what_waits(client, who):
    """A regional one might know who wrote it."""
    client.force_login(MembershipFactory(**{who: True}).user)

    assert client.get(reverse("placements:survey_words")).status_code == 403


def test_after_a_year_they_are_erased_released_or_not():
    old, new = ReportFactory(frozen_on=dt.date(2026, 4, 29)), ReportFactory(months=6, frozen_on=dt.date(2026, 10, 1))
    for report in (old, new):
        SurveyWordsFactory(report=report)
        SurveyWordsFactory(report=report, released_at=AT, released_by=MembershipFactory().user)
    SurveyWordsFactory(report=None, question_set=old.question_set, months=1, quarter=dt.date(2026, 1, 1))

    gone = survey_words.erase_old(on=dt.date(2027, 4, 30))

    assert (gone, set(SurveyWords.objects.values_list("report", flat=True))) == (3, {new.pk})


def test_words_that_nobody_could_have_read_are_never_released():
    report, who = ReportFactory(), MembershipFactory().user
    waits = {"report": None, "question_set": report.question_set, "months": 3, "quarter": report.first_on}

    with pytest.raises(IntegrityError, match="survey_words_released_when_and_by_whom"):
        SurveyWordsFactory(**waits, released_at=AT, released_by=who)


def test_they_are_added_with_the_last_question_and_go_along_when_one_goes_back(client, staff):
    Survey.objects.filter(pk=staff.pk).update(closes_on=dt.date(2099, 1, 1))
    path, questions = f"/enkat/{staff.code}/", asked_in(staff)
    said = {"key": uuid4(), **{f"q{one.pk}": "5" for one in questions[:-1]}}

    first, last = client.get(path).content.decode(), client.post(path, said).content.decode()
    back = client.post(path, {**said, "words": "Det hjälper.", "back": str(len(questions))}).content.decode()
    client.post(path, {**said, f"q{questions[-1].pk}": "5", "words": "Det hjälper."})

    assert ["Skriv inga namn" in page for page in (first, last)] == [False, True]
    assert '<input type="hidden" name="words" value="Det hjälper."' in back
    assert SurveyWords.objects.get().text == "Det hjälper."


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_of_results_asks_as_often_whatever_was_added(client, django_assert_num_queries, many):
    report = ReportRowFactory().report
    who = MembershipFactory(national=True).user
    SurveyWordsFactory.create_batch(many, report=report, released_at=AT, released_by=who)
    client.force_login(who)
    client.get("/resultat/?grupp=peers")

    with django_assert_num_queries(15):
        client.get("/resultat/?grupp=peers")
