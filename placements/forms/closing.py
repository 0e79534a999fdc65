"""Where everything at a workplace goes when it closes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, LineField, helper


class MoveOn(forms.Form):
    into = forms.ModelChoiceField(label=_("To which workplace"), queryset=None, empty_label=_("Choose"))
    ends_on = DayField(label=_("Last day here"), help_text=_("They begin there on the day after."))
    starts_over = forms.BooleanField(
        label=_("Supervision starts over with its first phase"),
        required=False,
        help_text=_("Otherwise it goes on as close together as it was."),
    )
    override_reason = LineField(
        label=_("Why go on before the other workplace is ready?"),
        max_length=500,
        required=False,
        help_text=_("Leave it empty if they are to wait until it is. Write nothing about anybody's health."),
    )
    helper = helper("into", "ends_on", "starts_over", "override_reason", submit=_("Move everything and close"))

    def __init__(self, *args, others, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = others.order_by("sort_name", "pk")
