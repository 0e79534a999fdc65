"""What linters cannot see: the rules of the house that hold over all models, all URLs and all letters."""

import ast
import importlib
import inspect
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.template.loader import get_template
from factory.django import DjangoModelFactory

from peersupport.accounts.permissions import GRANTS, Permission, Role
from peersupport.letters.registry import KINDS
from peersupport.shared.models import Rows

# From the bottom up; apps on one step do not know each other.
STAIRCASE = (
    {"shared"},
    {"links", "jobs", "documents"},
    {"accounts"},
    {"directory"},
    {"audit"},
    {"letters", "privacy"},
    {"programs"},
    {"training"},
    {"placements"},
    {"desk"},
)
STEP = {label: step for step, labels in enumerate(STAIRCASE) for label in labels}
OURS = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in STEP]
MADE_BY_HAND = [model for model in OURS if not model._meta.auto_created]
ROOT = Path(settings.BASE_DIR)
CODE = ("peersupport", "programs", "training", "placements")

# Text that says nothing about a person. Codes, numbers and names of things; a new text field is added here or to its
# model's PERSONAL, after somebody has thought about which.
NOT_PERSONAL = {
    "audit.StatusChange": {"subject", "was", "became"},
    "directory.County": {"code", "name", "short_name", "region"},
    "directory.Invoicing": {"e_id", "postal_code", "city", "reference_hint", "bankgiro", "vat_number", "vat_text"},
    "directory.Municipality": {"code", "name"},
    "directory.Organisation": {"name", "org_number"},
    "directory.OrganisationName": {"name"},
    "directory.PersonAccess": {"because"},
    "jobs.Heartbeat": {"name"},
    "jobs.IdempotencyKey": {"purpose", "owner", "result"},
    "jobs.JobFile": {"name", "media_type"},
    "jobs.LongJob": {"kind", "owner", "problem"},
    "letters.Letter": {"key", "kind", "language", "error_class"},
    "links.OneTimeLink": {"purpose"},
    "placements.QuestionSet": {"name", "rights_holder", "permission_reference"},  # an instrument's
    "placements.Education": {"title", "description", "place"},
    "placements.SessionCorrection": {"was"},
    "placements.ReportRow": {"value"},
    "placements.ResearchRequest": {"institution", "title", "decision_number"},  # of a project, never of a researcher
    "placements.StaffAnswer": {"question", "answer"},  # it holds anywhere, and names nobody
    "placements.Meeting": {"place"},
    "placements.StaffBooking": {"place"},
    "placements.StayRow": {"value"},
    "placements.SupervisionDraft": {"values"},
    "placements.SupervisionPlan": {"phases"},
    "placements.Survey": {"code", "kind"},
    "placements.SurveyQuestion": {"text", "text_en"},
    "placements.Tally": {"value"},
    "placements.Turnout": {"value"},
    "placements.Workplace": {"name"},
    "privacy.Consent": {"text_version", "language"},
    "privacy.Reading": {"subject", "what"},
    "programs.Charge": {"occasion"},
    "programs.Cohort": {"name", "place", "application_code"},
    "programs.EthicalGuidelines": {"text"},  # a programme's own
    "programs.FundingSource": {"funder"},
    "programs.InvoiceBasis": {"number"},
    "programs.NumberSeries": {"prefix"},
    "programs.Order": {"number", "terms"},
    "programs.OrderFile": {"sha256"},
    "programs.OrderChange": {"before", "after"},  # what may be a name is kept as null
    "programs.Programme": {"name", "spelled_out", "terms_version", "consent_version"},
    "programs.ProgrammeVersion": {"settings"},  # a programme's own
    "programs.Seat": {"number", "application_code"},
    "programs.SeatEntry": {"was", "became"},
    "training.Application": {"language"},
    "training.ApplicationConsent": {"text_version", "language"},
    "training.InterviewTime": {"place"},
    "training.Certificate": {"number"},
    "training.CertificateCopy": {"code"},
    "training.CourseDay": {"red_day"},
    "training.CourseSession": {"room"},
    "training.AttendanceStatus": {"name", "name_en"},
    "training.EvaluationQuestion": {"text", "text_en"},
    "training.HomeAssignment": {"title"},
    "training.Material": {"title", "sha256"},
    "training.Module": {"name", "name_en", "description"},
    "training.ScheduleTemplate": {"name"},
    "accounts.User": {"password"},
}
WITHOUT_FACTORY = {"audit.StatusChange"}  # history: written by status.move alone
WHO_WITHOUT_WHEN = {
    ("placements.StaffSession", "led"),  # its day is held_on; who led it is part of what is noted
    ("directory.PersonAccess", "given"),  # since
    ("directory.PersonAccess", "ended"),  # until
}
PAIRS_WITH_ONE_EMPTY = {
    ("directory.Invitation", "invited"),  # nobody invited the first coordinator (manage.py begin)
    ("directory.Membership", "started"),  # likewise
    ("directory.OrganisationRole", "added"),  # likewise
    ("training.Acknowledgement", "acknowledged"),  # nobody of us: the participant
    ("training.CourseNeeds", "told"),  # nobody of us: the participant
    ("training.Paper", "written"),  # nobody of us: the applicant
    ("training.Assessor", "added"),  # whoever was a coordinator when groups began
    ("programs.Offer", "offered"),  # nobody: it was the line's turn
    ("programs.Charge", "recorded"),  # nobody: the month of supervision was over
}


def label(model) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OURS, ids=label)
def test_relations_point_down_and_stay_hidden_across_apps(model):
    for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
        target = field.related_model and field.related_model._meta.app_label
        if target in STEP and target != model._meta.app_label:
            assert STEP[target] < STEP[model._meta.app_label], field
            assert field.remote_field.hidden, f"{field}: use related_name='+'"


@pytest.mark.parametrize("model", MADE_BY_HAND, ids=label)
def test_every_text_field_is_declared_personal_or_not(model):
    personal = set(getattr(model, "PERSONAL", {}))
    decided = personal | NOT_PERSONAL.get(label(model), set())

    assert free_text_of(model) - decided == set()
    assert personal & NOT_PERSONAL.get(label(model), set()) == set()
    assert decided <= {field.name for field in model._meta.local_fields}


def free_text_of(model) -> set[str]:
    """Fields that can hold any text: no choices, not computed by the database."""
    texts = (models.CharField, models.TextField, models.JSONField)
    return {f.name for f in model._meta.local_fields if isinstance(f, texts) and not f.choices}


def factories() -> set[str]:
    found = set()
    for path in sorted(ROOT.glob("*/tests/factories.py")) + sorted(ROOT.glob("*/*/tests/factories.py")):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for _name, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, DjangoModelFactory) and member is not DjangoModelFactory:
                found.add(member._meta.model._meta.label)
    return found


def test_every_model_has_a_factory():
    assert {label(model) for model in MADE_BY_HAND} - factories() == WITHOUT_FACTORY


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_letter_has_its_two_templates(kind):
    for part in ("subject", "body"):
        assert get_template(f"email/{KINDS[kind].template}.{part}.txt")


def who_and_when() -> list[tuple[type[models.Model], str, str, str]]:
    """Every pair of fields that says when something was done and who did it."""
    found = []
    for model in MADE_BY_HAND:
        fields = {field.name for field in model._meta.local_fields}
        for who in sorted(name for name in fields if name.endswith("_by")):
            stem = who.removesuffix("_by")
            when = next((f"{stem}{end}" for end in ("_at", "_on") if f"{stem}{end}" in fields), "")
            found.append((model, stem, who, when))
    return found


@pytest.mark.parametrize(
    ("model", "stem", "who", "when"), who_and_when(), ids=lambda given: getattr(given, "__name__", given)
)
def test_who_and_when_go_together(model, stem, who, when):
    if not when:
        assert (label(model), stem) in WHO_WITHOUT_WHEN, f"{label(model)}.{who} has no moment beside it"
        return
    empty = {model._meta.get_field(name).null for name in (who, when)}
    if empty == {True}:
        named = [set(_fields_in(c.condition)) for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
        assert any({who, when} <= fields for fields in named), f"no CheckConstraint holds {who} and {when} together"
    elif empty == {True, False}:
        assert (label(model), stem) in PAIRS_WITH_ONE_EMPTY


def _fields_in(condition: models.Q) -> list[str]:
    names = []
    for child in condition.children:
        names += _fields_in(child) if isinstance(child, models.Q) else [child[0].partition("__")[0]]
    return names


def sources() -> list[Path]:
    paths = (path for folder in CODE for path in (ROOT / folder).rglob("*.py"))
    return [path for path in paths if not {"tests", "migrations"} & set(path.parts)]


def test_there_is_one_name_for_a_lock():
    spelt = re.compile(r'select_for_update\(of=\("self",\), no_key=True\)')
    found = [path.relative_to(ROOT) for path in sources() if spelt.search(path.read_text(encoding="utf-8"))]
    querysets = {type(model._default_manager.all()) for model in MADE_BY_HAND} - {models.QuerySet}

    assert found == [Path("peersupport/shared/models.py")]
    assert [one.__name__ for one in querysets if not issubclass(one, Rows)] == []


def writes_a_status(tree: ast.AST) -> list[int]:
    """Lines that give something another status: x.status = …, rows.update(status=…)."""
    lines = []
    for node in ast.walk(tree):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        lines += [node.lineno for target in targets if isinstance(target, ast.Attribute) and target.attr == "status"]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            lines += [node.lineno for keyword in node.keywords if keyword.arg == "status"]
    return lines


def test_only_the_one_door_changes_a_status():
    state_machines = {model._meta.app_label for model in MADE_BY_HAND if hasattr(model, "STEPS")}
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        if path.relative_to(ROOT).parts[:2] != ("peersupport", "audit") and set(path.parts) & {*state_machines, "desk"}
        for line in writes_a_status(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_a_status_written_past_the_door_would_be_found():
    assert writes_a_status(ast.parse("x.status = 1")) == [1]
    assert writes_a_status(ast.parse("\nrows.update(status=1)")) == [2]
    assert writes_a_status(ast.parse("rows.filter(status=1).update(seats=2)")) == []


@pytest.mark.django_db
def test_every_row_about_a_person_belongs_to_the_host_that_answers_for_them():
    both = {
        model._meta.db_table
        for model in MADE_BY_HAND
        if {"person", "host"} <= {field.name for field in model._meta.local_fields}
        and label(model) != "directory.Registration"
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND array_length(conkey, 1) = 2"
            " AND confrelid = 'directory_registration'::regclass"
        )
        held = {table for (table,) in cursor.fetchall()}

    assert both == held
    assert both == {
        "training_participation",
        "training_certificate",
        "placements_placement",
        "placements_signup",
        "placements_educationhours",
        "placements_supportrequest",
        "placements_introduction",
    }


def coded_fields() -> list[tuple[type[models.Model], str, set]]:
    """Every field that holds a code of a list, or several of them, with what it may hold."""
    found = []
    for model in MADE_BY_HAND:
        for field in model._meta.local_fields:
            choices = getattr(field, "base_field", field).choices
            if choices:
                found.append((model, field.name, {code for code, _label in choices} | ({""} if field.blank else set())))
    return found


@pytest.mark.parametrize(
    ("model", "name", "codes"),
    coded_fields(),
    ids=lambda given: given if isinstance(given, str) else getattr(given, "__name__", "codes"),
)
def test_the_database_knows_every_code(model, name, codes):
    """A code that nobody knows is refused whoever writes it, and a new one is added to both lists."""
    lists = [
        set(values)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        for field, values in _lists_in(constraint.condition)
        if field in (f"{name}__in", f"{name}__contained_by")
    ]
    assert codes in lists


def _lists_in(condition: models.Q) -> list[tuple[str, list]]:
    found = []
    for child in condition.children:
        found += _lists_in(child) if isinstance(child, models.Q) else [child]
    return found


@pytest.mark.parametrize("model", [model for model in MADE_BY_HAND if hasattr(model, "STEPS")], ids=label)
def test_a_state_machine_names_every_state_and_leads_nowhere_else(model):
    assert set(model.STEPS) == set(model.Status)
    assert set().union(*model.STEPS.values()) <= set(model.Status)


def test_every_role_has_its_grants_in_the_order_of_the_roles():
    assert list(GRANTS) == list(Role)
    assert set().union(*GRANTS.values()) == set(Permission)


def test_the_administrator_sees_no_person():
    about_people = {
        p for p in Permission if p.name.startswith(("PERSON", "PLACEMENT", "SUPERVISION", "FOLLOWUP", "APPLICATION"))
    }

    assert GRANTS[Role.SYSTEM_ADMINISTRATOR] & about_people == set()


def test_steps_of_the_staircase_are_the_linters():
    """The same order as in pyproject.toml, so that foreign keys and imports cannot drift apart."""
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition('name = "The apps are a staircase"')[2]
    layers = [layer for line in contract.partition("[[")[0].splitlines() for layer in re.findall(r'"([\w. |]+)"', line)]
    steps = [
        {part.strip().removeprefix("peersupport.") for part in layer.split("|")}
        for layer in layers
        if layer != "layers"
    ]
    order = [min((STEP[name] for name in step if name in STEP), default=None) for step in steps]

    known = [step for step in order if step is not None]
    assert all(above > below for above, below in pairwise(known))
    assert {STEP[name] for step in steps for name in step if name in STEP} == set(range(len(STAIRCASE)))
