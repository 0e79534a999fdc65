"""Who stands in line for a cohort, on its page of seats."""

import pytest

from programs.actions import waiting
from programs.tests.factories import CohortFactory
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_line_stands_on_the_cohorts_page_in_its_order(count, national, signed_in, django_assert_num_queries):
    cohort = CohortFactory(capacity=1)
    order(cohort, 1)
    lines = [order(cohort, 2, if_short="wait", at_least=1).lines.get() for _n in range(count)]
    waiting.prioritise(line=lines[-1], priority=1, reason="Vårt misstag", by=national.user, at=MARCH)
    client = signed_in(national)
    client.get(f"/utbildningar/{cohort.pk}/platser/")

    with django_assert_num_queries(11):
        page = client.get(f"/utbildningar/{cohort.pk}/platser/")

    assert list(page.context["waiting"]) == [lines[-1], *lines[:-1]]
    assert ("Vårt misstag" in page.content.decode(), "Varför ingen plats?" in page.content.decode()) == (True, True)
