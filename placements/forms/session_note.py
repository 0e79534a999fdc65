"""A note to a session."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import TextField, helper


class SessionNoteForm(forms.Form):
    text = TextField(
        label=_("Note"),
        help_text=_("Write nothing about anybody whom you or they support, and nothing about health."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    helper = helper("text", submit=_("Save the note"))
