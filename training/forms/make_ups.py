"""What somebody does for a day that they missed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, LineField, helper, idempotency_field


class GiveMakeUp(forms.Form):
    key = idempotency_field()
    what = LineField(
        label=_("What to do"),
        help_text=_("For example: read chapter 3 and write half a page. Nothing about why they were away."),
        max_length=200,
    )
    due_on = DayField(label=_("By when"))
    helper = helper("key", "what", "due_on", submit=_("Give the task"))
