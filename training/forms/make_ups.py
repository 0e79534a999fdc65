"""What somebody does for a day that they missed."""

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, LineField, helper, idempotency_field
from training.models import CourseDay


class GiveMakeUp(forms.Form):
    key = idempotency_field()
    what = LineField(
        label=_("What to do"),
        help_text=_("For example: read chapter 3 and write half a page. Nothing about why they were away."),
        max_length=200,
    )
    due_on = DayField(label=_("By when"))
    helper = helper("key", "what", "due_on", submit=_("Give the task"))


class TakeAgain(forms.Form):
    """On which day of a later cohort."""

    key = idempotency_field()
    again_on = forms.ModelChoiceField(CourseDay.objects.none(), label=_("On which day?"), empty_label=_("Choose"))
    helper = helper("key", "again_on", submit=_("Take it again on this day"))

    def __init__(self, *args, days: QuerySet[CourseDay], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["again_on"].queryset = days
        self.fields["again_on"].label_from_instance = _day_of_a_cohort


def _day_of_a_cohort(day: CourseDay) -> str:
    number = _("day %(number)s") % {"number": day.number}
    return f"{day.cohort.name}, {number}, {date_format(day.date, 'l j F Y')}"
