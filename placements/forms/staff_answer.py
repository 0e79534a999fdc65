"""A question that staff ask, and its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import LineField, TextField, helper, version_field
from placements.models import StaffAnswer, StaffSession


class WriteAnswer(forms.Form):
    version = version_field(initial=1)
    theme = forms.ChoiceField(label=_("Theme"), choices=StaffSession.Theme)
    question = LineField(
        label=_("Question"), max_length=200, help_text=_("As it is usually put. Name nobody and no workplace.")
    )
    answer = TextField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    helper = helper("version", "theme", "question", "answer", submit=_("Save the answer"))


def answer_of(row: StaffAnswer) -> dict:
    return {name: getattr(row, name) for name in WriteAnswer.base_fields}
