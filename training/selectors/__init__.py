"""What pages and actions read over several models, in frozen rows."""

from training.selectors.admission import admission_of, applications_in, group_of, readable_papers
from training.selectors.attendance import attendance_of, day_marks, expected_on, said_for
from training.selectors.calls import TAKES_PEOPLE, Call, call_for, call_of
from training.selectors.clashes import clashes_of
from training.selectors.cohort_page import TONES, cohort_page, for_page
from training.selectors.door import Door
from training.selectors.eligibility import (
    eligibility,
    eligibility_of,
    guidelines_of,
    may_sum_up,
    standing,
    standing_of,
    standings_of,
)
from training.selectors.evaluation_results import results_of
from training.selectors.evaluations import asked_in, asks_of, days_to_ask_after
from training.selectors.figures import certified_total, people_total
from training.selectors.home_assignments import assignments_for, assignments_of, hand_ins_of
from training.selectors.hours import count_hours_by, hours_toward_renewal
from training.selectors.material import handed_out, material_by_module, modules_of
from training.selectors.messages import audience_of, messages_in, messages_to
from training.selectors.my_application import my_application
from training.selectors.my_calendar import my_calendar
from training.selectors.my_course import MyCourse, my_courses
from training.selectors.paper import people_in, weeks_to_tick
from training.selectors.participants import (
    certificate_rows,
    cohorts_to_go_on_in,
    days_to_take_again,
    participants_of,
    seat_can_be_taken_over,
    with_payers,
)
from training.selectors.progress import progress_of
from training.selectors.schedule import schedule_of
from training.selectors.seats import payer_of, payers_of
from training.selectors.shapes import shape_of
from training.selectors.sheet import certificate_sheets, days_of, to_print
from training.selectors.start import StartMove, start_move

__all__ = [
    "TAKES_PEOPLE",
    "TONES",
    "Call",
    "Door",
    "MyCourse",
    "StartMove",
    "admission_of",
    "applications_in",
    "asked_in",
    "asks_of",
    "assignments_for",
    "assignments_of",
    "attendance_of",
    "audience_of",
    "call_for",
    "call_of",
    "certificate_rows",
    "certificate_sheets",
    "certified_total",
    "clashes_of",
    "cohort_page",
    "cohorts_to_go_on_in",
    "count_hours_by",
    "day_marks",
    "days_of",
    "days_to_ask_after",
    "days_to_take_again",
    "eligibility",
    "eligibility_of",
    "expected_on",
    "for_page",
    "group_of",
    "guidelines_of",
    "hand_ins_of",
    "handed_out",
    "hours_toward_renewal",
    "material_by_module",
    "may_sum_up",
    "messages_in",
    "messages_to",
    "modules_of",
    "my_application",
    "my_calendar",
    "my_courses",
    "participants_of",
    "payer_of",
    "payers_of",
    "people_in",
    "people_total",
    "progress_of",
    "readable_papers",
    "results_of",
    "said_for",
    "schedule_of",
    "seat_can_be_taken_over",
    "shape_of",
    "standing",
    "standing_of",
    "standings_of",
    "start_move",
    "to_print",
    "weeks_to_tick",
    "with_payers",
]
