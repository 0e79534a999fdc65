"""A new version of the ethical guidelines."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import TextField, helper


class GuidelinesForm(forms.Form):
    text = TextField(
        label=_("The guidelines"),
        help_text=_("One on each line, in plain words. Participants read this, and say that they will follow it."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    helper = helper("text", submit=_("Publish this version"))
