"""What waits after evaluations: people's own words, which only a coordinator may read so far."""

from datetime import date, timedelta

from django.db.models import Count, F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.permissions import COORDINATORS
from peersupport.desk.asking import Found, columns
from peersupport.desk.today import LOOK_BACK, Item, Rule
from programs.models import Cohort
from training.models import Evaluation, EvaluationWords

READ_WITHIN = timedelta(days=7)


def words_to_read(membership, on: date):
    """What was written in evaluations that have closed, and is neither shown nor erased; one row for each of them."""
    mine = Evaluation.objects.with_words().filter(
        cohort__in=Cohort.objects.managed_by(membership), closed_on__gte=on - LOOK_BACK
    )
    waiting = EvaluationWords.objects.filter(asked__evaluation__in=mine, shown_at=None).order_by()
    evaluation = "asked__evaluation"
    rows = waiting.values(
        evaluation, f"{evaluation}__cohort", f"{evaluation}__cohort__name", f"{evaluation}__closed_on"
    ).annotate(n=Count("pk"))
    due = F(f"{evaluation}__closed_on") + READ_WITHIN
    where = {"one": f"{evaluation}__cohort__name", "two": f"{evaluation}__cohort"}
    return columns(rows, subject=evaluation, due=due, count="n", **where)


def words_item(found: Found) -> Item:
    title = ngettext("%(n)s answer in their own words to read", "%(n)s answers in their own words to read", found.count)
    url = reverse("training:evaluation_words", args=[int(found.two), int(found.subject)])
    return Item(
        title=title % {"n": found.count},
        url=url,
        icon="messages-square",
        text=found.one,
        action_label=_("Read"),
        action_url=url,
    )


RULES = [Rule("words", frozenset(COORDINATORS), words_to_read, words_item, more="training:cohorts")]
