"""What a research project asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, LineField, helper, idempotency_field
from placements.models import ResearchRequest

WHAT = (
    "institution",
    "title",
    "decision_number",
    "approved_on",
    "variables",
    "first_on",
    "last_on",
    "keep_until",
)


class AskForResearch(forms.Form):
    """An institution and a project; no researcher's name is needed here."""

    key = idempotency_field()
    institution = LineField(label=_("University or other institution"), max_length=120, help_text=_("No names."))
    title = LineField(label=_("The project's title"), max_length=200)
    decision_number = LineField(
        label=_("Number of the ethics decision"), max_length=40, help_text=_("As in 2026-01234-01.")
    )
    approved_on = DayField(label=_("Day of the ethics decision"))
    variables = forms.MultipleChoiceField(
        label=_("What the decision lets them have"),
        choices=ResearchRequest.Variable,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as the project needs. There is nothing else to choose."),
    )
    first_on = DayField(label=_("Of people who began from"))
    last_on = DayField(label=_("Of people who began until"))
    keep_until = DayField(
        label=_("They may keep it until"), help_text=_("After that day no file is made or handed over.")
    )
    helper = helper("key", *WHAT, submit=_("Send it for a decision"))
