"""The code book of research files: each column, what it means, in both languages, and which variable asks for it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from placements.models import Dimension, Group, Placement, ResearchRequest, Workplace
from placements.rules import JOINED
from training.models import Participation

V = ResearchRequest.Variable
PEOPLE, PLACEMENTS, SUPERVISION, RESULTS = "people", "placements", "supervision", "results"
LANGUAGES = ("sv", "en")
_PERSON = _("Code of a person, the same in all files of this export and in no other")
_PLACEMENT = _("A person's placements in the order in which they began: 1, 2, and so on")
_FEW = _("Fewer than five people share it: all of those are joined as “other”")
_NOT_YET = _("It hasn't happened")


@dataclass(frozen=True)
class Column:
    """``variable``: what has to be asked for; None for the keys that tie the files together."""

    file: str
    name: str
    variable: str | None
    meaning: str | Promise
    source: str  # the table that it comes from
    codes: type[TextChoices] | None = None
    unit: str | Promise = ""
    empty: str | Promise = ""
    joined: bool = False  # what is rare stands as JOINED

    def meanings(self) -> list[str]:
        return [_said(self.meaning, language) for language in LANGUAGES]

    def code_list(self) -> str:
        """``code = svenska / English`` of each value that it may have."""
        if self.codes is None:
            return ""
        listed = [(code, *(_said(label, language) for language in LANGUAGES)) for code, label in self.codes.choices]
        if self.joined:
            listed.append((JOINED, "fler tillsammans", "several together"))
        return " · ".join(f"{code} = {sv} / {en}" for code, sv, en in listed)


_DAYS, _TIMES, _MINUTES = _("days"), _("times"), _("minutes")
BOOK = (
    Column(PEOPLE, "person", None, _PERSON, "–"),
    Column(PEOPLE, "course_year", V.COURSE_YEAR, _("Year of admission to the course"), "participation", empty=_NOT_YET),
    Column(
        PEOPLE,
        "course_outcome",
        V.COURSE_OUTCOME,
        _("How the course went"),
        "participation",
        codes=Participation.Status,
        empty=_NOT_YET,
    ),
    Column(
        PEOPLE,
        "days_to_certificate",
        V.DAYS_TO_CERTIFICATE,
        _("From admission to the certificate"),
        "certificate",
        unit=_DAYS,
        empty=_NOT_YET,
    ),
    Column(PEOPLE, "work_year", V.WORK_YEAR, _("Year of the first day at work"), "placement", empty=_NOT_YET),
    Column(PLACEMENTS, "person", None, _PERSON, "–"),
    Column(PLACEMENTS, "placement", None, _PLACEMENT, "placement"),
    Column(
        PLACEMENTS,
        "county",
        V.COUNTY,
        _("County of the workplace; “other”: see the missing values"),
        "workplace",
        empty=_FEW,
    ),
    Column(
        PLACEMENTS, "kind", V.KIND, _("Kind of workplace"), "workplace", codes=Workplace.Kind, empty=_FEW, joined=True
    ),
    Column(PLACEMENTS, "form", V.FORM, _("Form of employment"), "placement", codes=Placement.Form),
    Column(PLACEMENTS, "percent", V.PERCENT, _("Share of full time"), "placement", unit="%"),
    Column(
        PLACEMENTS,
        "start_day",
        V.START_DAY,
        _("Day on which it began; 0 is the first day of the person's first placement here"),
        "placement",
        unit=_DAYS,
    ),
    Column(
        PLACEMENTS,
        "days",
        V.DAYS,
        _("How long it has lasted: until its end, or until this file was made"),
        "placement",
        unit=_DAYS,
    ),
    Column(PLACEMENTS, "ended", V.DAYS, _("1: it has ended, 0: it goes on"), "placement"),
    Column(
        PLACEMENTS,
        "end_reason",
        V.END_REASON,
        _("Why it ended"),
        "placement",
        codes=Placement.EndReason,
        empty=_("It goes on"),
    ),
    Column(SUPERVISION, "person", None, _PERSON, "–"),
    Column(SUPERVISION, "placement", None, _PLACEMENT, "placement"),
    Column(
        SUPERVISION,
        "month",
        None,
        _("Thirty days each, from the placement's first day: 1, 2, and so on"),
        "placement",
        empty=_("A month without a session has no line"),
    ),
    Column(
        SUPERVISION,
        "sessions",
        V.SESSIONS,
        _("Sessions held, without check-ins with a manager"),
        "session",
        unit=_TIMES,
    ),
    Column(SUPERVISION, "minutes", V.MINUTES, _("Length of the sessions together"), "session", unit=_MINUTES),
    Column(SUPERVISION, "in_person", V.FORMS, _("Sessions held in person"), "session", unit=_TIMES),
    Column(SUPERVISION, "video", V.FORMS, _("Sessions held by video"), "session", unit=_TIMES),
    Column(SUPERVISION, "phone", V.FORMS, _("Sessions held by phone"), "session", unit=_TIMES),
    Column(SUPERVISION, "group", V.FORMS, _("Sessions held in a group"), "session", unit=_TIMES),
    Column(RESULTS, "group", V.RESULTS, _("Who was asked"), "report", codes=Group),
    Column(RESULTS, "edition", V.RESULTS, _("Edition of the questions"), "report"),
    Column(
        RESULTS,
        "question",
        V.RESULTS,
        _("The statement, as it was put in Swedish"),
        "report",
        empty=_("Its words may not be passed on"),
    ),
    Column(RESULTS, "question_id", V.RESULTS, _("The same for the same words in each edition"), "report"),
    Column(RESULTS, "months", V.RESULTS, _("Months after the start of the placement"), "report"),
    Column(RESULTS, "from_quarter", V.RESULTS, _("First quarter of the report"), "report"),
    Column(RESULTS, "to_quarter", V.RESULTS, _("Last quarter of the report"), "report"),
    Column(RESULTS, "dimension", V.RESULTS, _("By what the figures are shown"), "report", codes=Dimension),
    Column(
        RESULTS,
        "part",
        V.RESULTS,
        _("Which programme, county or kind; “rest”: smaller ones together"),
        "report",
        empty=_("The whole country"),
    ),
    Column(RESULTS, "answered", V.RESULTS, _("How many answered"), "report"),
    Column(
        RESULTS, "agree", V.RESULTS, _("How many mostly or wholly agree, or say yes"), "report", empty=_("Not shown")
    ),
    Column(RESULTS, "other", V.RESULTS, _("How many say anything else"), "report", empty=_("Not shown")),
)
HEADER = ("file", "variable", "meaning_sv", "meaning_en", "codes", "unit", "table", "empty_sv", "empty_en")


def columns(variables: Collection[str]) -> dict[str, list[Column]]:
    """By file what it holds: the keys, and what was asked for. A file of which nothing was asked for isn't there."""
    wanted = {column.file for column in BOOK if column.variable in variables}
    found = {file: [] for file in (PEOPLE, PLACEMENTS, SUPERVISION, RESULTS) if file in wanted}
    for column in BOOK:
        if column.file in found and (column.variable is None or column.variable in variables):
            found[column.file].append(column)
    return found


def code_book(files: dict[str, list[Column]]) -> list[list[str]]:
    """The code book's lines."""
    return [
        [
            *(f"{file}.csv", column.name, *column.meanings(), column.code_list(), _said(column.unit, "en")),
            *(column.source, *(_said(column.empty, language) for language in LANGUAGES)),
        ]
        for file, these in files.items()
        for column in these
    ]


def _said(text: str | Promise, language: str) -> str:
    with override(language):
        return str(text)
