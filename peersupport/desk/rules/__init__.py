"""Every rule of Today. A further one is one more entry in its module's list."""

from peersupport.desk.rules import (
    certificates,
    education,
    employments,
    evaluations,
    matching,
    ordering,
    research,
    supervision,
    support,
    surveys,
    training,
    work,
)
from peersupport.desk.today import Rule

RULES: list[Rule] = [
    *training.RULES,
    *certificates.RULES,
    *evaluations.RULES,
    *ordering.RULES,
    *supervision.RULES,
    *work.RULES,
    *employments.RULES,
    *matching.RULES,
    *education.RULES,
    *support.RULES,
    *surveys.RULES,
    *research.RULES,
]
