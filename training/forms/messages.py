"""A message to those who are in a course."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import TextField, helper, idempotency_field
from training.models import CohortMessage


class WriteMessage(forms.Form):
    key = idempotency_field()
    text = TextField(
        label=_("Message"),
        help_text=_("Write no names, and nothing about health."),
        max_length=CohortMessage.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, action: str = "", **kwargs) -> None:
        """``action``: where it is sent, when that isn't the page it stands on."""
        super().__init__(*args, **kwargs)
        self.helper = helper("key", "text", submit=_("Send the message"))
        self.helper.form_action = action
