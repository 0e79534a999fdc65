"""What each role may do: one table, in code, so that it is reviewed and tested like code."""

from enum import StrEnum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is in an organisation. A membership is user + organisation + role."""

    NATIONAL_COORDINATOR = "national_coordinator", _("National coordinator")
    REGIONAL_COORDINATOR = "regional_coordinator", _("Regional coordinator")
    COURSE_LEADER = "course_leader", _("Course leader")
    ORDERER = "orderer", _("Orderer")
    UNIT_MANAGER = "unit_manager", _("Unit manager")
    SUPERVISOR = "supervisor", _("Supervisor")
    PEER_SUPPORTER = "peer_supporter", _("Peer supporter")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")


class Permission(StrEnum):
    """One thing that somebody may do or see. Which rows of it, visible_to says."""

    TODAY = auto()
    SEARCH = auto()
    MEMBERSHIP_MANAGE = auto()
    ORGANISATION_SEE = auto()
    ORGANISATION_MANAGE = auto()
    CONTACT_MANAGE = auto()
    PROGRAMME_SEE = auto()
    PROGRAMME_MANAGE = auto()
    PRICE_MANAGE = auto()
    FUNDING_SEE = auto()
    FUNDING_MANAGE = auto()
    AGREEMENT_SEE = auto()
    AGREEMENT_MANAGE = auto()
    COHORT_SEE = auto()
    COHORT_MANAGE = auto()
    MATERIAL_MANAGE = auto()
    ORDER_SEE = auto()
    OWN_ORDERS = auto()
    ORDER_PLACE = auto()
    ORDER_DECIDE = auto()
    INVOICE_SEE = auto()
    INVOICE_MANAGE = auto()
    APPLICATION_ASSESS = auto()
    PERSON_SEE = auto()
    PERSON_PROTECT = auto()
    ATTENDANCE_MARK = auto()
    MESSAGE_WRITE = auto()
    EVALUATION_SEE = auto()
    EVALUATION_RELEASE = auto()
    CERTIFICATE_ISSUE = auto()
    CERTIFICATE_SEE = auto()
    CERTIFICATE_DECIDE = auto()
    WORKPLACE_SEE = auto()
    WORKPLACE_PREPARE = auto()
    WORKPLACE_MANAGE = auto()
    READINESS_TICK = auto()
    STAFF_SESSION_CHOOSE = auto()
    OPENING_SAY = auto()
    MATCHING_SEE = auto()
    MEETING_HOLD = auto()
    PLACEMENT_SEE = auto()
    PLACEMENT_START = auto()
    SUPERVISION_SEE = auto()
    SUPERVISION_LOG = auto()
    FOLLOWUP_SEE = auto()
    FOLLOWUP_HOLD = auto()
    EDUCATION_SEE = auto()
    EDUCATION_MANAGE = auto()
    EDUCATION_ASK = auto()
    OWN_EDUCATION = auto()
    OWN_SUPPORT = auto()
    OWN_WISHES = auto()
    SUPPORT_ANSWER = auto()
    OUTCOME_SEE = auto()
    RETENTION_SEE = auto()
    SURVEY_WORDS = auto()
    RESEARCH_SEE = auto()
    RESEARCH_ASK = auto()
    RESEARCH_DECIDE = auto()
    LETTER_SEE = auto()
    OWN_RECORD = auto()
    OWN_CALENDAR = auto()


_P = Permission
_EVERYBODY = {_P.TODAY, _P.SEARCH}
_COORDINATOR = _EVERYBODY | {
    _P.MEMBERSHIP_MANAGE,
    _P.ORGANISATION_SEE,
    _P.ORGANISATION_MANAGE,
    _P.CONTACT_MANAGE,
    _P.PROGRAMME_SEE,
    _P.PRICE_MANAGE,
    _P.FUNDING_SEE,
    _P.AGREEMENT_SEE,
    _P.AGREEMENT_MANAGE,
    _P.COHORT_SEE,
    _P.COHORT_MANAGE,
    _P.MATERIAL_MANAGE,
    _P.ORDER_SEE,
    _P.ORDER_PLACE,
    _P.ORDER_DECIDE,
    _P.INVOICE_SEE,
    _P.INVOICE_MANAGE,
    _P.APPLICATION_ASSESS,
    _P.PERSON_SEE,
    _P.PERSON_PROTECT,
    _P.ATTENDANCE_MARK,
    _P.MESSAGE_WRITE,
    _P.EVALUATION_SEE,
    _P.EVALUATION_RELEASE,
    _P.CERTIFICATE_ISSUE,
    _P.CERTIFICATE_SEE,
    _P.CERTIFICATE_DECIDE,
    _P.WORKPLACE_SEE,
    _P.WORKPLACE_PREPARE,
    _P.WORKPLACE_MANAGE,
    _P.READINESS_TICK,
    _P.STAFF_SESSION_CHOOSE,
    _P.OPENING_SAY,
    _P.MATCHING_SEE,
    _P.MEETING_HOLD,
    _P.PLACEMENT_SEE,
    _P.PLACEMENT_START,
    _P.SUPERVISION_SEE,
    _P.FOLLOWUP_SEE,
    _P.FOLLOWUP_HOLD,
    _P.EDUCATION_SEE,
    _P.EDUCATION_MANAGE,
    _P.SUPPORT_ANSWER,
    _P.OUTCOME_SEE,
    _P.RETENTION_SEE,
    _P.RESEARCH_SEE,
    _P.RESEARCH_ASK,
    _P.LETTER_SEE,
}
GRANTS: dict[str, set[Permission]] = {
    Role.NATIONAL_COORDINATOR: _COORDINATOR
    | {_P.PROGRAMME_MANAGE, _P.FUNDING_MANAGE, _P.SURVEY_WORDS, _P.RESEARCH_DECIDE},
    Role.REGIONAL_COORDINATOR: _COORDINATOR,
    Role.COURSE_LEADER: _EVERYBODY
    | {_P.COHORT_SEE, _P.APPLICATION_ASSESS, _P.PERSON_SEE, _P.ATTENDANCE_MARK, _P.MESSAGE_WRITE}
    | {
        _P.MEETING_HOLD,
        _P.EVALUATION_SEE,
        _P.WORKPLACE_SEE,
        _P.WORKPLACE_PREPARE,
        _P.STAFF_SESSION_CHOOSE,
        _P.OWN_CALENDAR,
    },
    Role.ORDERER: _EVERYBODY
    | {_P.ORDER_SEE, _P.OWN_ORDERS, _P.ORDER_PLACE, _P.CONTACT_MANAGE, _P.AGREEMENT_SEE, _P.INVOICE_SEE}
    | {_P.OUTCOME_SEE},
    Role.UNIT_MANAGER: _EVERYBODY
    | {_P.WORKPLACE_SEE, _P.READINESS_TICK, _P.STAFF_SESSION_CHOOSE, _P.PERSON_SEE, _P.PLACEMENT_SEE}
    | {_P.OPENING_SAY, _P.FOLLOWUP_SEE, _P.FOLLOWUP_HOLD, _P.SUPPORT_ANSWER, _P.OUTCOME_SEE},
    Role.SUPERVISOR: _EVERYBODY
    | {_P.PERSON_SEE, _P.PLACEMENT_SEE, _P.SUPERVISION_SEE, _P.SUPERVISION_LOG, _P.FOLLOWUP_SEE, _P.FOLLOWUP_HOLD}
    | {_P.EDUCATION_SEE, _P.EDUCATION_ASK, _P.SUPPORT_ANSWER},
    Role.PEER_SUPPORTER: _EVERYBODY
    | {_P.OWN_RECORD, _P.OWN_CALENDAR, _P.CERTIFICATE_SEE, _P.PLACEMENT_SEE, _P.SUPERVISION_SEE}
    | {_P.EDUCATION_SEE, _P.OWN_EDUCATION, _P.OWN_SUPPORT, _P.OWN_WISHES},
    Role.DATA_PROTECTION_OFFICER: _EVERYBODY
    | {_P.ORGANISATION_SEE, _P.PROGRAMME_SEE, _P.LETTER_SEE}
    | {_P.OUTCOME_SEE, _P.RESEARCH_SEE, _P.RESEARCH_DECIDE},
    Role.SYSTEM_ADMINISTRATOR: _EVERYBODY | {_P.MEMBERSHIP_MANAGE, _P.ORGANISATION_SEE},
}
COORDINATORS = (Role.NATIONAL_COORDINATOR, Role.REGIONAL_COORDINATOR)
