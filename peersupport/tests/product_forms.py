"""Every form of the product: something right to send to it, and what kind of thing each of its fields takes.

A field's name may end in ``*`` where the page numbers it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatch

from django.db.models import Model
from django.test import Client

from peersupport.accounts.models import User
from peersupport.directory.models import Contact, Invitation, Invoicing, Organisation
from peersupport.tests import senders, senders_of_accounts, senders_of_surveys, senders_of_work
from peersupport.tests.senders import Sent
from placements.models import (
    Education,
    EducationHours,
    Meeting,
    Placement,
    QuestionSet,
    ResearchRequest,
    StaffAnswer,
    StaffBooking,
    SurveyQuestion,
    Workplace,
)
from programs.models import (
    Agreement,
    AgreementExtension,
    Cohort,
    FundingSource,
    InvoiceBasis,
    Order,
    OrderLine,
    Programme,
)
from training.models import (
    Application,
    AttendanceStatus,
    CourseNeeds,
    CourseSession,
    EvaluationQuestion,
    HomeAssignment,
    InterviewTime,
    MakeUp,
    Material,
    Module,
    ScheduleTemplate,
)
from training.rules import CRITERIA


@dataclass(frozen=True)
class Field:
    """``takes``: catalogue values that are right here. ``stored``: the column in which an accepted text is kept.

    ``said_at``: the field beside which an error stands that comes of the two together. ``asks_again``: a field that
    has to be answered anew when this one was damaged.
    """

    kind: str
    optional: bool = False
    said_at: str = ""
    asks_again: str = ""
    takes: frozenset[str] = frozenset()
    stored: tuple[type[Model], str] | None = None
    is_name: bool = False


@dataclass(frozen=True)
class ProductForm:
    """``name``: the URL's name, and after a space which of its forms. ``said_above``: errors stand above the form,
    because saying which field was wrong would help a thief. ``same_as``: another page with the same form.
    """

    name: str
    build: Callable[[Client], Sent]
    fields: dict[str, Field] = field(default_factory=dict)
    said_above: bool = False
    same_as: str = ""

    @property
    def own_fields(self) -> list[str]:
        """The fields to walk here: one that another page shows of the same form is walked there."""
        elsewhere = next((form.fields for form in FORMS if form.name == self.same_as), {})
        return [name for name in self.fields if name not in elsewhere]

    @property
    def url_name(self) -> str:
        return self.name.partition(" ")[0]

    def field_of(self, name: str) -> Field:
        """The field that the page calls ``name``."""
        return next(field for pattern, field in self.fields.items() if fnmatch(name, pattern))

    def __str__(self) -> str:
        return self.name


# What a field takes
KEY, TICK, CHOICE = Field("token"), Field("tick", optional=True), Field("choice")
MAYBE_KEY = Field("token", optional=True)
MAYBE_CHOICE = Field("choice", optional=True)
MAYBE_DATE = Field("date", optional=True)
_ENDS = {"employed_until": MAYBE_DATE, "funded_until": MAYBE_DATE}
NUMBER, DATE, FILE = Field("number"), Field("date"), Field("file")
MONEY = Field("number", takes=frozenset({"0", "1.5", "1,5"}))
FROM_NOUGHT = Field("number", takes=frozenset({"0"}))
PHASE = Field("number", optional=True)


def text(model: type[Model], column: str, **other) -> Field:
    return Field("text", stored=(model, column), **other)


def name_of(model: type[Model], column: str, **other) -> Field:
    return text(model, column, is_name=True, **other)


def email_of(model: type[Model], column: str, **other) -> Field:
    return Field("email", stored=(model, column), **other)


VERSION = Field("token")
_WISHES = {
    "version": VERSION,
    "kinds": MAYBE_CHOICE,
    "not_kinds": MAYBE_CHOICE,
    "avoids": MAYBE_CHOICE,
    "municipality": MAYBE_CHOICE,
    "km": MAYBE_CHOICE,
    "percent_least": Field("number", said_at="percent_most"),
    "percent_most": NUMBER,
    "from_on": MAYBE_DATE,
    "until": DATE,
    "shares": Field("tick"),
}
_NEEDS = {
    "version": VERSION,
    "food": text(CourseNeeds, "food", optional=True),
    "access": text(CourseNeeds, "access", optional=True),
    "contact_name": name_of(CourseNeeds, "contact_name", optional=True),
    "contact_phone": text(CourseNeeds, "contact_phone", optional=True),
    "income_solved": MAYBE_CHOICE,
}
_PROGRAMME = {
    "version": VERSION,
    "name": name_of(Programme, "name"),
    "spelled_out": text(Programme, "spelled_out", optional=True),
    "owner": CHOICE,
    "tracks": CHOICE,
    "seat_price": MONEY,
    "needs_approval": TICK,
    "hold_days": NUMBER,
    "release_days": FROM_NOUGHT,
    "offer_days": NUMBER,
    "terms_version": text(Programme, "terms_version"),
    "attendance_percent": MONEY,
    "summing_up": TICK,
    "assignments": TICK,
    "guidelines": MAYBE_CHOICE,
    "study_weeks": Field("text"),
    "days_per_week": NUMBER,
    "replace_until_day": NUMBER,
    "pause_days": NUMBER,
    "peers_per_supervisor": NUMBER,
    "staff_sessions": FROM_NOUGHT,
    "readiness": MAYBE_CHOICE,
    "reached_percent": Field("number", optional=True, takes=frozenset({"1.5", "1,5"})),
    "turnover_percent": Field("number", optional=True, takes=frozenset({"1.5", "1,5"})),
    "follow_up_months": Field("text"),
    "certificate_months": Field("number", optional=True),
    "renewal_hours": FROM_NOUGHT,
    "assessors": FROM_NOUGHT,
    "consent_version": text(Programme, "consent_version"),
    "is_open": TICK,
    **{f"{side}_{n}": PHASE for n in (1, 2, 3) for side in ("until", "every", "late", "group")},
    "every_last": PHASE,
    "late_last": NUMBER,
    "group_last": PHASE,
    "check_in_weeks": Field("text", optional=True),
    **{f"before_{n}": Field("number", optional=True, said_at=f"before_{n + 1}") for n in (1, 2)},
    "before_3": PHASE,
    **{f"percent_{n}": Field("number", optional=True, takes=FROM_NOUGHT.takes) for n in (1, 2)},
    "percent_3": PHASE,
    "percent_last": FROM_NOUGHT,
}
_MODULE = {
    "number": NUMBER,
    "name": text(Module, "name"),
    "name_en": text(Module, "name_en", optional=True),
    "description": text(Module, "description", optional=True),
}
_STATUS = {
    "name": text(AttendanceStatus, "name"),
    "name_en": text(AttendanceStatus, "name_en", optional=True),
    "shape": CHOICE,
    "position": NUMBER,
}
_COUNTS = {"share": CHOICE, "is_excused": TICK}
_HOME_ASSIGNMENT = {"title": text(HomeAssignment, "title"), "module": MAYBE_CHOICE, "due_on": DATE}
_QUESTION = {
    "text": text(EvaluationQuestion, "text"),
    "text_en": text(EvaluationQuestion, "text_en", optional=True),
    "position": NUMBER,
}
_SURVEY_QUESTION = {
    "kind": CHOICE,
    "text": text(SurveyQuestion, "text"),
    "text_en": text(SurveyQuestion, "text_en", optional=True),
    "position": NUMBER,
}
_EVALUATION = {"q*": Field("choice", takes=frozenset({"0"})), "w*": Field("lines", optional=True)}
_SEATS = {"key": KEY, "quantity": NUMBER}
_REFERENCES = ("reference", "order_reference", "contract_reference", "invoicing_object", "decision")
_PAYER = {
    "version": VERSION,
    "payer": CHOICE,
    **{name: text(Order, name, optional=True) for name in _REFERENCES},
    "reference_later": TICK,
    "legal_form": CHOICE,
    "decided_by_whom": name_of(Order, "decided_by_whom", optional=True),
    "workplaces": Field("lines", optional=True),
    "contact_name": name_of(Order, "contact_name", optional=True),
    "contact_email": email_of(Order, "contact_email", optional=True),
    "contact_phone": text(Order, "contact_phone", optional=True),
}
_FUNDS = {"paid_from": MAYBE_CHOICE, "paid_from_note": text(OrderLine, "paid_from_note", optional=True)}


def _extra(kind: str) -> dict[str, Field]:
    first, last = Field("date", optional=True, said_at=f"{kind}_to"), Field("date", optional=True)
    return {kind: FROM_NOUGHT, f"{kind}_from": first, f"{kind}_to": last}


_WHERE = {"municipality": MAYBE_CHOICE, "county": MAYBE_CHOICE}
_ORGANISATION = {
    "name": name_of(Organisation, "name"),
    "kind": CHOICE,
    "parent": MAYBE_CHOICE,
    "org_number": Field("number", optional=True),
    "is_host": TICK,
    **_WHERE,
}
_SESSION = {
    "key": KEY,
    "who": CHOICE,
    "day": CHOICE,
    "other_day": Field("date", said_at="day"),
    "minutes": CHOICE,
    "form": CHOICE,
    "themes": MAYBE_CHOICE,
    "mood": CHOICE,
}
_EDUCATION = {
    "kind": CHOICE,
    "title": text(Education, "title"),
    "description": Field("lines", optional=True),
    "day": DATE,
    "begins": Field("time", said_at="ends"),
    "ends": Field("time", said_at="begins"),
    "place": text(Education, "place"),
    "hours": Field("number", takes=frozenset({"0", "1.5", "1,5"})),
    "capacity": Field("number", optional=True),
    "for_everybody": TICK,
}
_AGREEMENT = {
    "version": VERSION,
    "kind": Field("choice", said_at="parent"),
    "parent": MAYBE_CHOICE,
    "number": text(Agreement, "number"),
    "programme": CHOICE,
    "orderer": CHOICE,
    "host": CHOICE,
    "valid_from": Field("date", said_at="valid_until"),
    "valid_until": DATE,
    "ceiling_seats": PHASE,
    "ceiling_amount": Field("number", optional=True, takes=frozenset({"1.5", "1,5", str(2**31)})),
}
_FUNDING = {
    "version": VERSION,
    "kind": CHOICE,
    "funder": name_of(FundingSource, "funder"),
    "registry_number": text(FundingSource, "registry_number", optional=True),
    "granted_on": Field("date", optional=True),
    "valid_from": Field("date", optional=True),
    "valid_until": Field("date", optional=True, said_at="valid_until"),
    "amount": Field("number", optional=True, takes=frozenset({"1.5", "1,5", str(2**31)})),
    "target_seats": PHASE,
    "agreement": MAYBE_CHOICE,
}
_PASSWORD = Field("secret")
_ANSWER = {
    "version": VERSION,
    "theme": CHOICE,
    "question": text(StaffAnswer, "question"),
    "answer": Field("lines"),
}

FORMS = (
    ProductForm("programs:programme_new", senders.programme_new, _PROGRAMME),
    ProductForm(
        "programs:programme_edit",
        senders.programme_edit,
        _PROGRAMME,
        same_as="programs:programme_new",
    ),
    ProductForm("programs:guidelines_new", senders.guidelines_new, {"text": Field("lines")}),
    ProductForm("programs:agreement_new", senders.agreement_new, _AGREEMENT),
    ProductForm("programs:agreement_edit", senders.agreement_edit, _AGREEMENT, same_as="programs:agreement_new"),
    ProductForm(
        "programs:agreement_extend",
        senders.agreement_extend,
        {"until": DATE, "reference": text(AgreementExtension, "reference", optional=True)},
    ),
    ProductForm(
        "programs:agreement_orders",
        senders.agreement_orders,
        {"version": VERSION, "shown": MAYBE_KEY, "orders": MAYBE_CHOICE},
    ),
    ProductForm(
        "programs:agreement_roll_over", senders.agreement_roll_over, {"key": KEY, "new": CHOICE, "seats": NUMBER}
    ),
    ProductForm("programs:funding_new", senders.funding_new, _FUNDING | {"programme": CHOICE}),
    ProductForm(
        "programs:funding_edit",
        senders.funding_edit,
        _FUNDING,
        same_as="programs:funding_new",
    ),
    ProductForm(
        "programs:prices_edit",
        senders.prices_edit,
        {"version": VERSION, "price_*": Field("number", optional=True, takes=MONEY.takes), "vat_*": CHOICE},
    ),
    ProductForm(
        "programs:basis_references",
        senders.basis_references,
        {"version": VERSION} | {name: text(InvoiceBasis, name, optional=True) for name in InvoiceBasis.REFERENCES},
    ),
    ProductForm("programs:basis_credit", senders.basis_credit, {"lines": CHOICE, "anew": TICK}),
    ProductForm("programs:order_new", senders.order_new, _SEATS),
    ProductForm(
        "programs:order_new on behalf",
        senders.order_new_on_behalf,
        _SEATS | {"orderer": CHOICE},
        same_as="programs:order_new",
    ),
    ProductForm(
        "programs:order_next", senders.order_next, _SEATS | {"programme": CHOICE, "county": CHOICE, "track": CHOICE}
    ),
    ProductForm(
        "programs:draft_seats",
        senders.draft_seats,
        {"version": VERSION, "cohort": MAYBE_CHOICE, "quantity": NUMBER},
    ),
    ProductForm("programs:draft_payer", senders.draft_payer, {**_PAYER, **_FUNDS, "agreement": MAYBE_CHOICE}),
    ProductForm(
        "programs:draft_extras",
        senders.draft_extras,
        {"version": VERSION} | _extra("staff") | _extra("supervision") | _extra("education"),
    ),
    ProductForm(
        "programs:draft_send", senders.draft_send, {"version": MAYBE_KEY, "price": KEY, "extras_price": MAYBE_KEY}
    ),
    ProductForm(
        "programs:draft_send too few left",
        senders.draft_send_short,
        {
            "version": MAYBE_KEY,
            "price": KEY,
            "extras_price": MAYBE_KEY,
            "if_short": Field("choice", optional=True),
            "offered": Field("token", optional=True, asks_again="if_short"),
            "at_least": Field("number", optional=True),
        },
        same_as="programs:draft_send",
    ),
    ProductForm("programs:order_keep", senders.order_keep, {"keep": MAYBE_CHOICE}),
    ProductForm("programs:order_hold", senders.order_hold, {"version": VERSION, "until": DATE}),
    ProductForm("programs:order_transfer", senders.order_transfer, {"cohort": CHOICE, "count": NUMBER}),
    ProductForm(
        "training:seats_promise",
        senders.seats_promise,
        {"organisation": CHOICE, "count": FROM_NOUGHT, "until": DATE},
    ),
    ProductForm(
        "programs:order_decline",
        senders.order_decline,
        {"reason": CHOICE, "words": text(Order, "decline_words", optional=True)},
    ),
    ProductForm("programs:order_edit", senders.order_edit, _PAYER, same_as="programs:draft_payer"),
    ProductForm(
        "programs:order_case_number",
        senders.order_case_number,
        {"version": VERSION, "our_case_number": text(Order, "our_case_number", optional=True)},
    ),
    ProductForm("programs:line_quantity", senders.line_quantity, {"version": VERSION, "fee": KEY, "quantity": NUMBER}),
    ProductForm("programs:line_cancel", senders.line_cancel, {"fee": KEY}),
    ProductForm("programs:order_file_new", senders.order_file_new, {"key": KEY, "kind": CHOICE, "file": FILE}),
    ProductForm(
        "programs:line_split",
        senders.line_split,
        {
            "version": VERSION,
            "quantity": NUMBER,
            "cost_bearer": CHOICE,
            "buyer_reference": text(OrderLine, "buyer_reference", optional=True),
            **_FUNDS,
        },
    ),
    ProductForm("programs:order_cancel", senders.order_cancel, {"fee": KEY}),
    ProductForm("programs:order_fee", senders.order_fee, {"percent": FROM_NOUGHT, "reason": text(Order, "fee_reason")}),
    ProductForm("programs:line_offer", senders.line_offer, {"cohort": CHOICE, "count": NUMBER}),
    ProductForm(
        "programs:line_priority",
        senders.line_priority,
        {
            "version": VERSION,
            "priority": Field("choice", takes=frozenset({"0"})),
            "reason": text(OrderLine, "priority_reason"),
        },
    ),
    ProductForm("programs:line_at_least", senders.line_at_least, {"at_least": Field("number", optional=True)}),
    ProductForm(
        "training:cohort_new",
        senders.cohort_new,
        {
            "key": KEY,
            "programme": CHOICE,
            "host": CHOICE,
            "name": name_of(Cohort, "name"),
            "track": CHOICE,
            "county": CHOICE,
            "municipality": MAYBE_CHOICE,
            "place": text(Cohort, "place", optional=True),
            "starts_on": DATE,
            "shape": MAYBE_CHOICE,
            "capacity": NUMBER,
            "seat_price": Field("number", optional=True, takes=MONEY.takes),
            "leaders": MAYBE_CHOICE,
        },
    ),
    ProductForm(
        "training:cohort_edit",
        senders.cohort_edit,
        {
            "version": VERSION,
            "name": name_of(Cohort, "name"),
            "municipality": MAYBE_CHOICE,
            "place": text(Cohort, "place", optional=True),
            "capacity": NUMBER,
            "seat_price": MONEY,
            "release_on": Field("date", optional=True),
            "leaders": MAYBE_CHOICE,
        },
    ),
    ProductForm(
        "training:cohort_seats",
        senders.cohort_seats,
        {
            "key": KEY,
            "source": MAYBE_CHOICE,
            "kind": CHOICE,
            "funder": name_of(FundingSource, "funder"),
            "granted_on": Field("date", optional=True),
            "count": NUMBER,
        },
    ),
    ProductForm("training:application admit", senders.admit, {"seat": CHOICE}),
    ProductForm("training:application reject", senders.reject, {"reason": CHOICE}),
    ProductForm("training:module_new", senders.module_new, _MODULE),
    ProductForm("training:module_edit", senders.module_edit, _MODULE | {"version": VERSION, "retired": TICK}),
    ProductForm(
        "training:material_new", senders.material_new, {"key": KEY, "title": text(Material, "title"), "file": FILE}
    ),
    ProductForm(
        "training:material_edit",
        senders.material_edit,
        {"version": VERSION, "title": text(Material, "title"), "retired": TICK},
    ),
    ProductForm("training:material_replace", senders.material_replace, {"version": VERSION, "file": FILE}),
    ProductForm(
        "training:session_edit",
        senders.session_edit,
        {
            "version": VERSION,
            "starts_at": Field("time", said_at="ends_at"),
            "ends_at": Field("time", said_at="starts_at"),
            "module": MAYBE_CHOICE,
            "room": text(CourseSession, "room", optional=True),
            "leaders": MAYBE_CHOICE,
        },
    ),
    ProductForm("training:day_move", senders.day_move, {"version": VERSION, "date": DATE}),
    ProductForm(
        "training:cohort_copy",
        senders.cohort_copy,
        {
            "key": KEY,
            "name": name_of(Cohort, "name"),
            "starts_on": DATE,
            "place": text(Cohort, "place", optional=True),
            "capacity": NUMBER,
            "seat_price": Field("number", optional=True, takes=MONEY.takes),
            "leaders": MAYBE_CHOICE,
        },
    ),
    ProductForm("training:schedule_save", senders.schedule_save, {"name": text(ScheduleTemplate, "name")}),
    ProductForm("training:start_ask", senders.start_ask, {"date": DATE}),
    ProductForm("training:start_move", senders.start_move, {"version": VERSION, "along": MAYBE_CHOICE}),
    ProductForm("training:attendance", senders.attendance, {"m*": MAYBE_CHOICE, "s*": Field("token", optional=True)}),
    ProductForm("training:attendance_status_new", senders.attendance_status_new, _STATUS | _COUNTS),
    ProductForm(
        "training:attendance_status_edit",
        senders.attendance_status_edit,
        _STATUS | {"version": VERSION, "retired": TICK},
    ),
    ProductForm(
        "training:evaluation_question_new",
        senders.evaluation_question_new,
        _QUESTION | {"kind": CHOICE, "asked": CHOICE},
    ),
    ProductForm(
        "training:evaluation_question_edit",
        senders.evaluation_question_edit,
        _QUESTION | {"version": VERSION, "retired": TICK},
    ),
    ProductForm("training:home_assignment_new", senders.home_assignment_new, _HOME_ASSIGNMENT | {"key": KEY}),
    ProductForm("training:home_assignment_edit", senders.home_assignment_edit, _HOME_ASSIGNMENT | {"version": VERSION}),
    ProductForm("training:cohort_messages", senders.cohort_messages, {"key": KEY, "text": Field("lines")}),
    ProductForm(
        "training:make_up_give", senders.make_up_give, {"key": KEY, "what": text(MakeUp, "what"), "due_on": DATE}
    ),
    ProductForm(
        "training:certificate_revoke",
        senders.certificate_revoke,
        {"kind": CHOICE, "proposal": CHOICE, "text": Field("lines")},
    ),
    ProductForm(
        "training:certificate_renew",
        senders.certificate_renew,
        {"edition": VERSION, "hours": FROM_NOUGHT, "language": CHOICE},
    ),
    ProductForm("training:certificate_reissue", senders.certificate_reissue, {"edition": VERSION, "language": CHOICE}),
    ProductForm(
        "training:apply",
        senders.apply,
        {
            "key": KEY,
            "given_name": name_of(Application, "given_name"),
            "family_name": name_of(Application, "family_name", optional=True),
            "email": email_of(Application, "email"),
            "phone": text(Application, "phone", optional=True),
        },
    ),
    ProductForm("training:apply_letter", senders.apply_letter, {"letter": Field("lines")}),
    ProductForm("training:apply_practical", senders.apply_practical, {"can_attend": CHOICE, "wants_half_time": CHOICE}),
    ProductForm(
        "training:apply_send",
        senders.apply_send,
        {"consent_version": KEY, "consent": Field("tick"), "follow_up": TICK, "network": TICK},
    ),
    ProductForm("training:participation", senders.participation, _NEEDS),
    ProductForm("training:summing_up", senders.summing_up, {"held_on": DATE, "held_by": CHOICE}),
    ProductForm("training:retake_give", senders.retake_give, {"key": KEY, "again_on": CHOICE}),
    ProductForm("training:participation_go_on", senders.go_on, {"cohort": CHOICE}),
    ProductForm("training:participation_leave", senders.leave, {"left_for": CHOICE}),
    ProductForm(
        "training:pause_begin",
        senders.pause_begin,
        {"key": KEY, "begins_on": DATE, "ends_on": Field("date", optional=True)},
    ),
    ProductForm(
        "training:pause",
        senders.pause,
        {"version": VERSION, "begins_on": DATE, "ends_on": Field("date", optional=True)},
    ),
    ProductForm("training:my_absence", senders.my_absence, {"sessions": MAYBE_CHOICE}),
    ProductForm("training:my_needs", senders.my_needs, _NEEDS),
    ProductForm("training:my_evaluation", senders.my_evaluation, _EVALUATION),
    ProductForm(
        "training:own_evaluation",
        senders.own_evaluation,
        _EVALUATION,
        same_as="training:my_evaluation",
    ),
    ProductForm("training:my_application", senders.choose_time, {"time": CHOICE}),
    ProductForm(
        "training:application_assess",
        senders.assess,
        {**dict.fromkeys(CRITERIA, CHOICE), "note": Field("lines", optional=True), "opinion": CHOICE},
    ),
    ProductForm("training:application_interviewed", senders.interviewed, {"note": Field("lines", optional=True)}),
    ProductForm(
        "training:interview_times",
        senders.interview_times,
        {"day": DATE, "times": Field("text"), "minutes": NUMBER, "place": text(InterviewTime, "place")},
    ),
    ProductForm("training:assessors", senders.assessors, {"user": CHOICE}),
    ProductForm(
        "placements:workplace_new",
        senders.workplace_new,
        {"name": name_of(Workplace, "name"), "kind": CHOICE, "owner": CHOICE, "municipality": CHOICE}
        | {"host": CHOICE, "programme": CHOICE},
    ),
    ProductForm(
        "placements:workplace_edit",
        senders.workplace_edit,
        {"version": VERSION, "name": name_of(Workplace, "name"), "kind": CHOICE}
        | {"team_size": Field("number", optional=True), "shifts": MAYBE_CHOICE},
    ),
    ProductForm(
        "placements:workplace_plan",
        senders.workplace_plan,
        {"version": VERSION, "to": CHOICE, "caretaker": MAYBE_CHOICE}
        | {
            "next_step": text(Workplace, "next_step", optional=True, asks_again="next_on"),
            "next_on": Field("date", optional=True),
        },
    ),
    ProductForm(
        "placements:workplace_people",
        senders.workplace_people,
        {"version": VERSION}
        | {
            f"{who}_{what}": made(Workplace, f"{who}_{what}", optional=True)
            for who in ("manager", "contact")
            for what, made in (("name", name_of), ("email", email_of), ("phone", text))
        }
        | {"since": Field("date", optional=True), "is_correction": TICK},
    ),
    ProductForm("placements:workplace_turnover", senders_of_work.workplace_turnover, {"newcomers": NUMBER}),
    ProductForm(
        "placements:staff_sessions",
        senders.staff_sessions,
        {"key": KEY, "held_on": DATE, "head_count": NUMBER, "managers_present": FROM_NOUGHT}
        | {"first_time": Field("number", optional=True, takes=FROM_NOUGHT.takes), "themes": MAYBE_CHOICE},
    ),
    ProductForm("placements:staff_answer_new", senders_of_work.staff_answer_new, _ANSWER),
    ProductForm(
        "placements:staff_answer_edit",
        senders_of_work.staff_answer_edit,
        _ANSWER,
        same_as="placements:staff_answer_new",
    ),
    ProductForm(
        "placements:staff_booking_new",
        senders_of_work.staff_booking_new,
        {"key": KEY, "day_1": DATE, "time_1": Field("time"), "minutes": NUMBER, "place": text(StaffBooking, "place")}
        | {f"day_{n}": Field("date", optional=True, asks_again=f"time_{n}") for n in (2, 3)}
        | {f"time_{n}": Field("time", optional=True, asks_again=f"day_{n}") for n in (2, 3)},
    ),
    ProductForm(
        "placements:staff_booking_move",
        senders_of_work.staff_booking_move,
        {
            "version": VERSION,
            "day": DATE,
            "time": Field("time"),
            "minutes": NUMBER,
            "place": text(StaffBooking, "place"),
        },
    ),
    ProductForm(
        "placements:staff_sign_up",
        senders_of_work.staff_sign_up,
        {"key": KEY, "staff": FROM_NOUGHT, "managers": FROM_NOUGHT},
    ),
    ProductForm(
        "placements:workplace_move_on",
        senders_of_work.workplace_move_on,
        {"into": CHOICE, "ends_on": DATE, "starts_over": TICK, "override_reason": Field("text", optional=True)},
    ),
    ProductForm(
        "placements:placement_new",
        senders.placement_new,
        {
            "key": KEY,
            "employer": CHOICE,
            "form": CHOICE,
            "percent": NUMBER,
            "starts_on": DATE,
            "supervisor": CHOICE,
            **_ENDS,
            "beyond_full_time": TICK,
            "override_reason": text(Placement, "override_reason"),
        },
    ),
    ProductForm(
        "placements:placement_move",
        senders.placement_move,
        {
            "key": KEY,
            "ends_on": DATE,
            "starts_on": DATE,
            "employer": CHOICE,
            "form": CHOICE,
            "percent": NUMBER,
            "supervisor": CHOICE,
            **_ENDS,
            "starts_over": TICK,
            "beyond_full_time": TICK,
            "override_reason": text(Placement, "override_reason"),
        },
    ),
    ProductForm(
        "placements:supervisor_leaves",
        senders.supervisor_leaves,
        {"key": KEY, "begins_on": DATE, "ends_on": DATE, "substitute": MAYBE_CHOICE},
    ),
    ProductForm(
        "placements:supervisor_leave",
        senders.supervisor_leave,
        {"version": VERSION, "begins_on": DATE, "ends_on": DATE, "substitute": MAYBE_CHOICE},
    ),
    ProductForm("placements:supervisor_hand_over", senders.supervisor_hand_over, {"supervisor": CHOICE}),
    ProductForm("placements:placement_supervisor", senders.placement_supervisor, {"supervisor": CHOICE}),
    ProductForm("placements:placement_ends", senders_of_work.placement_ends, {"version": VERSION, **_ENDS}),
    ProductForm("placements:placement_end", senders.placement_end, {"ends_on": DATE, "reason": CHOICE}),
    ProductForm(
        "placements:placement_begin",
        senders.placement_begin,
        {"starts_on": DATE, "override_reason": text(Placement, "override_reason")},
    ),
    ProductForm(
        "placements:placement_absences",
        senders.placement_absences,
        {"key": KEY, "begins_on": DATE, "ends_on": DATE},
    ),
    ProductForm(
        "placements:placement_pause_begin",
        senders.placement_pause_begin,
        {"key": KEY, "begins_on": DATE, "ends_on": Field("date", optional=True)},
    ),
    ProductForm(
        "placements:placement_pause",
        senders.placement_pause,
        {"version": VERSION, "begins_on": DATE, "ends_on": Field("date", optional=True)},
    ),
    ProductForm("placements:follow_up", senders.follow_up, {"held_on": DATE}),
    ProductForm(
        "placements:question_set_licence",
        senders_of_surveys.question_set_licence,
        {
            "version": VERSION,
            "name": text(QuestionSet, "name"),
            "rights_holder": text(QuestionSet, "rights_holder", optional=True),
            "licence": CHOICE,
            "permission_reference": text(QuestionSet, "permission_reference"),
            "permission_valid_until": Field("date", optional=True),
            "items_locked": TICK,
            "may_be_exported": TICK,
        },
    ),
    ProductForm(
        "placements:check_in",
        senders_of_surveys.check_in,
        {
            "version": Field("token", takes=frozenset({"0"})),
            "role_description": CHOICE,
            "within_hours": CHOICE,
            "recommends": CHOICE,
            "funded_until": Field("date", optional=True),
            "obstacles": MAYBE_CHOICE,
        },
    ),
    ProductForm("placements:survey", senders_of_surveys.survey_hand_out, {"asked": NUMBER}),
    ProductForm(
        "placements:survey_answer",
        senders_of_surveys.survey_answer,
        {"key": KEY, "q*": Field("choice", takes=frozenset({"0"})), "words": Field("lines", optional=True)},
    ),
    ProductForm(
        "placements:my_survey",
        senders_of_surveys.my_survey,
        {"key": KEY, "q*": Field("choice", takes=frozenset({"0"})), "words": Field("lines", optional=True)},
        same_as="placements:survey_answer",
    ),
    ProductForm("placements:survey_question_new", senders_of_surveys.survey_question_new, _SURVEY_QUESTION),
    ProductForm(
        "placements:survey_question_edit",
        senders_of_surveys.survey_question_edit,
        _SURVEY_QUESTION | {"version": VERSION},
    ),
    ProductForm("placements:session_new", senders.session_new, _SESSION),
    ProductForm(
        "placements:session_correct",
        senders.session_correct,
        {name: field for name, field in _SESSION.items() if name not in ("key", "who")} | {"reason": MAYBE_CHOICE},
    ),
    ProductForm("placements:session_note_write", senders.session_note_write, {"text": Field("lines", optional=True)}),
    ProductForm("placements:education_new", senders_of_work.education_new, {"key": KEY, "host": CHOICE} | _EDUCATION),
    ProductForm(
        "placements:education_edit",
        senders_of_work.education_edit,
        {"version": VERSION} | _EDUCATION,
        same_as="placements:education_new",
    ),
    ProductForm(
        "placements:support", senders_of_work.support, {"key": KEY, "kind": CHOICE, "to": CHOICE, "how": CHOICE}
    ),
    ProductForm("placements:support_contact", senders_of_work.support_contact, {"contact": MAYBE_CHOICE}),
    ProductForm(
        "placements:my_plan",
        senders_of_work.my_plan,
        {name: Field("lines", optional=True) for name in ("well", "signs", "helps")},
    ),
    ProductForm(
        "placements:research_new",
        senders_of_work.research_new,
        {
            "key": KEY,
            "institution": text(ResearchRequest, "institution"),
            "title": text(ResearchRequest, "title"),
            "decision_number": text(ResearchRequest, "decision_number"),
            "approved_on": DATE,
            "variables": CHOICE,
            "first_on": DATE,
            "last_on": DATE,
            "keep_until": DATE,
        },
    ),
    ProductForm("placements:my_wishes", senders_of_work.my_wishes, _WISHES),
    ProductForm(
        "placements:match_person_note",
        senders_of_work.match_person_note,
        _WISHES,
        same_as="placements:my_wishes",
    ),
    ProductForm(
        "placements:opening",
        senders_of_work.opening,
        {
            "version": VERSION,
            "places": NUMBER,
            "percent_least": NUMBER,
            "percent_most": NUMBER,
            "from_on": MAYBE_DATE,
        },
    ),
    ProductForm(
        "placements:meeting_plan",
        senders_of_work.meeting_plan,
        {
            "version": VERSION,
            "day": DATE,
            "begins": Field("time"),
            "minutes": NUMBER,
            "place": text(Meeting, "place"),
        },
    ),
    ProductForm("placements:introduction", senders_of_work.introduction, {"outcome": CHOICE}),
    ProductForm("placements:my_plan_share", senders_of_work.my_plan_share, {"to": CHOICE, "until": DATE}),
    ProductForm("placements:education_needs", senders_of_work.education_needs, {"key": KEY, "themes": CHOICE}),
    ProductForm(
        "placements:my_hours",
        senders_of_work.my_hours,
        {
            "key": KEY,
            "what": text(EducationHours, "what"),
            "held_on": DATE,
            "hours": Field("number", takes=frozenset({"1.5", "1,5"})),
        },
    ),
    ProductForm("organisation_new", senders_of_accounts.organisation_new, _ORGANISATION),
    ProductForm(
        "organisation_edit",
        senders_of_accounts.organisation_edit,
        _ORGANISATION | {"version": VERSION},
        same_as="organisation_new",
    ),
    ProductForm(
        "organisation_invoicing",
        senders_of_accounts.organisation_invoicing,
        {
            "version": VERSION,
            "e_scheme": MAYBE_CHOICE,
            "e_id": Field("number", optional=True),
            "recipient": text(Invoicing, "recipient", optional=True),
            "street": text(Invoicing, "street", optional=True),
            "postal_code": Field("number", optional=True),
            "city": text(Invoicing, "city", optional=True),
            "reference_masks": Field("text", optional=True),
            "reference_hint": text(Invoicing, "reference_hint", optional=True),
            "bankgiro": Field("number", optional=True),
            "vat_number": Field("number", optional=True),
            "f_tax": TICK,
            "vat_text": text(Invoicing, "vat_text", optional=True),
            "payment_days": NUMBER,
        },
    ),
    ProductForm("organisation_role_new", senders_of_accounts.organisation_role_new, {"role": CHOICE, "since": DATE}),
    ProductForm("organisation_role_end", senders_of_accounts.organisation_role_end, {"until": DATE}),
    ProductForm(
        "contact_new",
        senders_of_accounts.contact_new,
        {
            "key": KEY,
            "role": CHOICE,
            "name": name_of(Contact, "name"),
            "email": email_of(Contact, "email"),
            "phone": text(Contact, "phone", optional=True),
            "is_mailbox": TICK,
        },
    ),
    ProductForm("organisation_merge", senders_of_accounts.organisation_merge, {"into": CHOICE}),
    ProductForm("person_died", senders_of_accounts.person_died, {"died_on": DATE}),
    ProductForm("contact_end", senders_of_accounts.contact_end, {"until": DATE}),
    ProductForm(
        "invite",
        senders_of_accounts.invite,
        {
            "key": KEY,
            "email": email_of(Invitation, "email"),
            "given_name": name_of(Invitation, "given_name"),
            "family_name": name_of(Invitation, "family_name", optional=True),
            "role": CHOICE,
        },
    ),
    ProductForm(
        "invitation",
        senders_of_accounts.invitation,
        {
            "given_name": name_of(User, "given_name"),
            "family_name": name_of(User, "family_name", optional=True),
            "password": _PASSWORD,
        },
    ),
    ProductForm(
        "account_login", senders_of_accounts.sign_in, {"login": Field("email"), "password": _PASSWORD}, said_above=True
    ),
    ProductForm(
        "account_reset_password",
        senders_of_accounts.reset_password,
        {"email": Field("email", takes=frozenset({"a" * 250 + "@x.se"}))},
    ),
    ProductForm(
        "account_change_password",
        senders_of_accounts.change_password,
        {"oldpassword": _PASSWORD, "password1": Field("secret", said_at="password2"), "password2": _PASSWORD},
    ),
    ProductForm("account_reauthenticate", senders_of_accounts.reauthenticate, {"password": _PASSWORD}),
    ProductForm("mfa_activate_totp", senders_of_accounts.activate_second_factor, {"code": Field("secret")}),
    ProductForm("mfa_authenticate", senders_of_accounts.second_step, {"code": Field("secret")}),
    ProductForm("mfa_reauthenticate", senders_of_accounts.second_step_again, {"code": Field("secret")}),
    ProductForm("mfa_edit_webauthn", senders_of_accounts.rename_security_key, {"name": Field("secret")}),
)
