"""Make a report of what has been answered, and erase what it was made of."""

import secrets
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from peersupport.shared.calendar import Quarter
from placements.models import Dimension, Report, ReportAnswer, ReportRow, SurveyWords, Tally, Turnout
from placements.rules import SMALLEST, Split, shown, together

_Parts = Mapping[str, tuple[str, ...]]  # row → the parts that make it up


@transaction.atomic
def freeze(*, turnout: Turnout, on: date) -> Report | None:
    """What is counted like ``turnout``, in all quarters that are over, as one report; the counts are erased.

    None, and nothing is erased, while fewer than ten have answered: they wait for the next quarter's.
    """
    alike = {"months": turnout.months, "quarter__lt": Quarter.of(on).first}
    rows = Turnout.objects.filter(question_set=turnout.question_set_id, **alike)
    turnouts = list(rows.order_by("pk").locked())
    whole = [row for row in turnouts if row.dimension == Dimension.ALL]
    if sum(row.answered for row in whole) < SMALLEST:
        return None
    report = Report.objects.create(
        question_set_id=turnout.question_set_id,
        months=turnout.months,
        first_on=min(row.quarter for row in whole),
        last_on=Quarter.of(max(row.quarter for row in whole)).last,
        frozen_on=on,
    )
    tallies = Tally.objects.filter(question__question_set=turnout.question_set_id, **alike)
    counted = list(tallies.order_by("question", "pk"))
    for dimension in Dimension:
        _write(report, dimension, _of(turnouts, dimension), _of(counted, dimension))
    tallies.delete()
    rows.delete()
    _scatter_words(report, SurveyWords.objects.filter(question_set=turnout.question_set_id, report=None, **alike))
    return report


def _scatter_words(report: Report, rows: QuerySet[SurveyWords]) -> None:
    """Write what was added anew in one go and in no order: no row's place, number or quarter leads to who wrote it."""
    said = list(rows.values_list("text", flat=True))
    rows.delete()
    secrets.SystemRandom().shuffle(said)
    of = {"report": report, "question_set": report.question_set, "months": report.months, "quarter": report.first_on}
    SurveyWords.objects.bulk_create(SurveyWords(text=text, **of) for text in said)


def _of(rows: list, dimension: str) -> list:
    return [row for row in rows if row.dimension == dimension]


def _write(report: Report, dimension: str, turnouts: list[Turnout], tallies: list[Tally]) -> None:
    """The rows of one table. One that has only what stands in the whole says nothing more, and isn't written."""
    answered: dict[str, Split] = {}
    for one in turnouts:
        answered[one.value] = answered.get(one.value, Split(0, 0)) + Split(one.answered, one.asked - one.answered)
    parts = together({value: split.one for value, split in answered.items()})
    if dimension != Dimension.ALL and len(parts) < len(("one", "another")):
        return
    splits = [_sum(answered, these) for these in parts.values()]
    nobody_answered = Split(0, sum(split.other for split in answered.values() if not split.one))
    may_show = shown([*splits, nobody_answered] if nobody_answered.n else splits)[: len(splits)]
    made = ReportRow.objects.bulk_create(
        ReportRow(
            report=report,
            dimension=dimension,
            value=value,
            answered=split.one,
            silent=split.other if is_shown else None,
        )
        for value, split, is_shown in zip(parts, splits, may_show, strict=True)
    )
    for question, said in _by_question(tallies).items():
        _write_answers(made, question, [_sum(said, these) for these in parts.values()])


def _write_answers(rows: list[ReportRow], question: int, splits: list[Split]) -> None:
    ReportAnswer.objects.bulk_create(
        ReportAnswer(
            row=row,
            question_id=question,
            agree=split.one if is_shown else None,
            other=split.other if is_shown else None,
        )
        for row, split, is_shown in zip(rows, splits, shown(splits), strict=True)
    )


def _by_question(tallies: list[Tally]) -> dict[int, dict[str, Split]]:
    found: dict[int, dict[str, Split]] = {}
    for one in tallies:
        parts = found.setdefault(one.question_id, {})
        parts[one.value] = parts.get(one.value, Split(0, 0)) + Split(one.agree, one.other)
    return found


def _sum(splits: Mapping[str, Split], parts: tuple[str, ...]) -> Split:
    return sum((splits[part] for part in parts if part in splits), Split(0, 0))
