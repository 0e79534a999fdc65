"""Reports: made once of quarters that are over, with nothing in them that a few people said (ADR 36)."""

import datetime as dt
import itertools
import random

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.test import Client
from django.utils import timezone
from scipy.optimize import linprog

from peersupport.directory.tests.factories import CountyFactory, MembershipFactory
from peersupport.shared.calendar import Quarter
from placements import selectors
from placements.actions import reports
from placements.models import (
    Dimension,
    Group,
    QuestionSet,
    Report,
    ReportAnswer,
    ReportRow,
    SurveyQuestion,
    Tally,
    Turnout,
    Workplace,
)
from placements.rules import FEWEST, REST, SMALLEST
from placements.tasks import report_surveys
from placements.tests.factories import (
    ReportAnswerFactory,
    ReportFactory,
    ReportRowFactory,
    SurveyFactory,
    TallyFactory,
    TurnoutFactory,
)

pytestmark = pytest.mark.django_db
QUARTER, AFTER = dt.date(2026, 1, 1), dt.date(2026, 5, 1)
COUNTIES, KINDS = ("03", "14", "19"), ("housing_support", "outpatient_clinic")
Places = dict[tuple[str, str], tuple[int, int, int]]  # county and kind → agree, other, silent


def peers() -> QuestionSet:
    return QuestionSet.objects.get(group=Group.PEERS, status="published")


def counted(places: Places, *, months: int = 3, quarter: dt.date = QUARTER) -> Turnout:
    """What stands there when so many in each place have answered the set's first question and the rest alike."""
    asked = peers()
    when = {"months": months, "quarter": quarter}
    parts = {(Dimension.ALL, ""): list(places.values())}
    for (county, kind), split in places.items():
        parts.setdefault((Dimension.COUNTY, county), []).append(split)
        parts.setdefault((Dimension.KIND, kind), []).append(split)
    for (dimension, value), splits in parts.items():
        agree, other, silent = map(sum, zip(*splits, strict=True))
        place = {"dimension": dimension, "value": value, **when}
        TurnoutFactory(question_set=asked, asked=agree + other + silent, answered=agree + other, **place)
        for question in asked.questions.all():
            TallyFactory(question=question, five=agree, unsure=other, **place)
    return Turnout.objects.filter(dimension=Dimension.ALL, **when).get()


def table(dimension: str) -> dict[str, tuple]:
    rows = ReportAnswer.objects.filter(row__dimension=dimension, question=peers().questions.in_order().first())
    found = rows.select_related("row")
    return {one.row.value: (one.row.answered, one.row.silent, one.agree, one.other) for one in found}


def test_a_report_shows_what_it_may_and_hides_the_rest():
    turnout = counted(
        {
            ("03", "housing_support"): (30, 10, 6),
            ("14", "housing_support"): (11, 1, 2),
            ("19", "outpatient_clinic"): (20, 9, 5),
            ("01", "outpatient_clinic"): (2, 1, 1),
        }
    )

    report = reports.freeze(turnout=turnout, on=AFTER)

    assert (report.first_on, report.last_on) == (QUARTER, dt.date(2026, 3, 31))
    assert table(Dimension.ALL) == {"": (84, 14, 63, 21)}
    assert table(Dimension.KIND) == {
        "housing_support": (52, 8, 41, 11),
        "outpatient_clinic": (32, 6, 22, 10),
    }
    # the county with three answers stands with the smallest of the others; then one more count is left out
    assert table(Dimension.COUNTY) == {
        "03": (40, 6, 30, 10),
        "19": (29, None, None, None),
        REST: (15, None, None, None),
    }


def test_what_a_report_was_made_of_is_erased():
    turnout = counted({("03", "housing_support"): (30, 10, 6)})
    counted({("03", "housing_support"): (7, 1, 0)}, months=6)

    reports.freeze(turnout=turnout, on=AFTER)

    assert set(Turnout.objects.values_list("months", flat=True)) == {6}
    assert set(Tally.objects.values_list("months", flat=True)) == {6}


def test_too_few_answers_wait_for_the_next_quarters():
    first = counted({("03", "housing_support"): (7, 2, 0)})
    assert reports.freeze(turnout=first, on=AFTER) is None

    counted({("03", "housing_support"): (8, 3, 6)}, quarter=dt.date(2026, 4, 1))
    assert reports.freeze(turnout=first, on=AFTER) is None
    report = reports.freeze(turnout=first, on=dt.date(2026, 8, 1))

    assert (report.first_on, report.last_on) == (QUARTER, dt.date(2026, 6, 30))
    assert table(Dimension.ALL) == {"": (20, 6, 15, 5)}
    assert not Tally.objects.exists()


def test_a_part_whose_people_were_asked_and_never_answered_gives_nothing_away():
    """All that were silent, less those who were silent in each row, would be three."""
    turnout = counted(
        {
            ("03", "housing_support"): (30, 10, 6),
            ("14", "housing_support"): (20, 10, 9),
            ("19", "outpatient_clinic"): (0, 0, 3),
        }
    )

    reports.freeze(turnout=turnout, on=AFTER)

    assert table(Dimension.ALL)[""][1] == 18
    assert {value: row[1] for value, row in table(Dimension.COUNTY).items()} == {"03": 6, "14": None}


def drawn(seed: int) -> Places:
    """What a quarter may be like: a few places, of which most are small."""
    dice = random.Random(seed)
    sizes = (0, 1, 2, 3, 6, 12, 30)
    return {
        place: (dice.choice(sizes), dice.choice(sizes), dice.choice(sizes))
        for place in itertools.product(COUNTIES, KINDS)
        if dice.random() < 0.9
    }


def attacked(places: Places, *, dimension: str, value: str, answer: int) -> tuple[float, float]:
    """The least and the most that a count can be, for somebody who knows all that was published, in every table.

    The unknowns are how many in each place said one thing and the other: what no table shows, and what all are sums of.
    """
    keys = list(places)
    size = 2 * len(keys)
    equations, values = [], []

    def members(dimension: str, value: str) -> list[int]:
        at = {Dimension.COUNTY: 0, Dimension.KIND: 1}.get(dimension)
        shown = set(ReportRow.objects.filter(dimension=dimension).values_list("value", flat=True)) - {REST}
        inside = [place for place, key in enumerate(keys) if at is None or key[at] == value]
        return inside or [place for place, key in enumerate(keys) if value == REST and key[at] not in shown]

    def know(inside: list[int], answers: tuple[int, ...], count: int) -> None:
        row = np.zeros(size)
        row[[2 * place + answer for place in inside for answer in answers]] = 1
        equations.append(row)
        values.append(count)

    first = peers().questions.in_order().first()
    for one in ReportAnswer.objects.filter(question=first).select_related("row"):
        inside = members(one.row.dimension, one.row.value)
        know(inside, (0, 1), one.row.answered)
        if one.agree is not None:
            know(inside, (0,), one.agree)
    wanted = np.zeros(size)
    wanted[[2 * place + answer for place in members(dimension, value)]] = 1
    found = [linprog(sign * wanted, A_eq=np.array(equations), b_eq=values, bounds=(0, None)) for sign in (1, -1)]
    assert all(one.success for one in found)
    return round(found[0].fun, 6), round(-found[1].fun, 6)


@pytest.mark.parametrize("seed", range(12))
def test_an_attacker_with_all_tables_at_once_learns_of_no_count_below_five(seed):
    places = drawn(seed)
    report = reports.freeze(turnout=counted(places), on=AFTER)

    for one in ReportAnswer.objects.filter(row__report=report, agree=None, question=peers().questions.first()):
        if one.row.dimension == Dimension.ALL:
            continue
        for answer in (0, 1):
            least, most = attacked(places, dimension=one.row.dimension, value=one.row.value, answer=answer)
            assert most - least >= FEWEST
            assert most >= FEWEST


@pytest.mark.parametrize("seed", range(12))
def test_nothing_below_five_can_be_subtracted(seed):
    """The sums of a table, less what it shows of them, are nothing or five and more; no row is of fewer than ten."""
    reports.freeze(turnout=counted(drawn(seed)), on=AFTER)
    whole = {one.question_id: one for one in ReportAnswer.objects.filter(row__dimension=Dimension.ALL)}

    for dimension in (Dimension.COUNTY, Dimension.KIND):
        rows = ReportAnswer.objects.filter(row__dimension=dimension).order_by()
        sums = rows.values_list("question").annotate(Sum("row__answered"), Sum("agree"), Sum("other"))
        for question, answered, agree, other in sums:
            total = whole[question]
            assert answered == total.row.answered
            if total.agree is not None:
                left = (total.agree - (agree or 0), total.other - (other or 0))
                assert left == (0, 0) or min(left) >= FEWEST
    assert not ReportRow.objects.filter(answered__lt=SMALLEST).exists()


def test_two_reports_have_no_answer_in_common():
    for quarter in (QUARTER, dt.date(2026, 4, 1)):
        turnout = counted({("03", "housing_support"): (20, 10, 6)}, quarter=quarter)
        reports.freeze(turnout=turnout, on=Quarter.of(quarter).last + dt.timedelta(days=40))

    spans = list(Report.objects.order_by("first_on").values_list("first_on", "last_on"))
    assert spans == [(QUARTER, dt.date(2026, 3, 31)), (dt.date(2026, 4, 1), dt.date(2026, 6, 30))]


def test_answers_to_another_edition_are_another_report():
    first = counted({("03", "housing_support"): (20, 10, 6)})
    TurnoutFactory(question_set__group=Group.PEERS, months=3, quarter=QUARTER, asked=2, answered=2)

    reports.freeze(turnout=first, on=AFTER)

    assert table(Dimension.ALL) == {"": (30, 6, 20, 10)}
    assert Turnout.objects.get().answered == 2


def test_beat_waits_until_nobody_answers_in_the_quarter_any_more():
    today = timezone.localdate()
    before = Quarter.of(today).previous.first
    counted({("03", "housing_support"): (20, 10, 6)}, quarter=before)
    is_open = SurveyFactory(
        group=Group.PEERS, follow_up__months=3, opened_on=before, closes_on=before + dt.timedelta(days=28)
    )

    report_surveys()
    assert not Report.objects.exists()
    type(is_open).objects.filter(pk=is_open.pk).update(closed_on=today)
    for _again in range(2):
        report_surveys()

    assert Report.objects.get().frozen_on == today


def test_the_quarter_that_runs_is_never_reported():
    counted({("03", "housing_support"): (20, 10, 6)}, quarter=Quarter.of(timezone.localdate()).first)

    report_surveys()

    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("model", "fault"),
    [
        (ReportRow, {"answered": 9}),
        (ReportRow, {"silent": 4}),
        (ReportAnswer, {"agree": 4}),
        (ReportAnswer, {"other": None}),
        (Report, {"frozen_on": dt.date(2026, 3, 31)}),
    ],
)
def test_the_database_itself_holds_no_small_count(model, fault):
    ReportAnswerFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**fault)


def test_the_database_holds_each_thing_once():
    answer = ReportAnswerFactory()
    for row in (answer, answer.row, answer.row.report):
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def two_reports() -> None:
    """Three and six months on: the first question's share goes from 30 of 40 to 45 of 60, in Uppsala it isn't shown."""
    CountyFactory(code="03", name="Uppsala län")
    question = peers().questions.in_order().first()
    for months, agree, other in ((3, 30, 10), (6, 45, 15)):
        report = ReportFactory(months=months)
        row = ReportRowFactory(report=report, answered=agree + other)
        ReportAnswerFactory(row=row, question=question, agree=agree, other=other)
        county = ReportRowFactory(report=report, dimension="county", value="03", answered=20, silent=None)
        ReportAnswerFactory(row=county, question=question, agree=None, other=None)


def test_outcomes_are_sums_over_what_reports_show(django_assert_num_queries):
    two_reports()
    later = ReportFactory(
        months=3, first_on=dt.date(2026, 4, 1), last_on=dt.date(2026, 6, 30), frozen_on=dt.date(2026, 8, 1)
    )
    ReportAnswerFactory(row=ReportRowFactory(report=later, answered=30, silent=None), agree=20, other=10)
    country, county = selectors.parts_of(Group.PEERS)

    with django_assert_num_queries(3):
        found = selectors.outcomes(group=Group.PEERS, part=country)
    small = selectors.outcomes(group=Group.PEERS, part=county)

    first = found.questions[0]
    assert [(wave.months, wave.answered) for wave in found.waves] == [(3, 70), (6, 60)]
    assert [(share.part, share.whole, share.percent) for _wave, share in first.shares] == [(50, 70, 71), (45, 60, 75)]
    assert [(wave.turnout.part, wave.turnout.whole) for wave in found.waves] == [(40, 50), (60, 70)]
    assert (county.label, small.hides_something, small.questions[0].shares[0][1]) == ("Uppsala län", True, None)


def test_the_same_words_are_one_question_however_many_editions():
    two_reports()
    newer = QuestionSet.objects.create(
        group=Group.PEERS, edition=2, status="retired", published_on=QUARTER, name="x", rights_holder="y", licence="own"
    )
    old = peers().questions.in_order().first()
    again = SurveyQuestion.objects.create(question_set=newer, text="Andra", position=1, wording=old.wording)
    report = ReportFactory(question_set=newer, months=3)
    ReportAnswerFactory(row=ReportRowFactory(report=report), question=again, agree=30, other=10)
    country = selectors.parts_of(Group.PEERS)[0]

    first = selectors.outcomes(group=Group.PEERS, part=country).questions[0]

    assert (first.question, first.shares[0][1].whole) == (again, 80)


@pytest.mark.parametrize("who", ["national", "regional", "orderer", "manager", "dpo"])
def test_whoever_may_see_what_is_published_sees_the_same(client: Client, who):
    two_reports()
    client.force_login(MembershipFactory(**{who: True}).user)

    page = client.get("/resultat/?grupp=peers").content.decode()
    county = client.get("/resultat/?grupp=peers&del=county:03").content.decode()

    assert ("75 %" in page, "30 av 40" in page) == (True, True)
    assert ("Uppsala län" in county, "30 av 40" in county, "visas inte" in county) == (True, False, True)


@pytest.mark.parametrize("query", ["", "?grupp=x", "?grupp=peers&del=county:99"])
def test_any_address_is_a_page(client: Client, query):
    two_reports()
    client.force_login(MembershipFactory(national=True).user)

    assert client.get(f"/resultat/{query}").status_code == 200


def test_every_kind_of_workplace_has_a_name_in_reports():
    ReportRowFactory(dimension="kind", value=Workplace.Kind.HOUSING_SUPPORT)
    ReportRowFactory(report=Report.objects.get(), dimension="kind", value=REST)

    assert [part.label for part in selectors.parts_of(Group.PEERS)] == [
        "Boendestöd",
        "Mindre typer av arbetsplatser tillsammans",
    ]
