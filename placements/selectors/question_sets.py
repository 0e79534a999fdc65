"""What each group is asked."""

from dataclasses import dataclass

from django.db.models import Count

from placements.models import Group, QuestionSet


@dataclass(frozen=True)
class Asked:
    """A group, what it is asked now, and the next edition while it is written."""

    group: Group
    in_use: QuestionSet | None
    draft: QuestionSet | None


def question_sets_by_group() -> list[Asked]:
    """One query."""
    draft, published = QuestionSet.Status.DRAFT, QuestionSet.Status.PUBLISHED
    rows = QuestionSet.objects.filter(status__in=[draft, published])
    found = {(row.group, row.status): row for row in rows.annotate(how_many=Count("questions"))}
    return [Asked(group, found.get((group, published)), found.get((group, draft))) for group in Group]
