"""What is noted at a follow-up: codes about the work, nothing about anybody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, helper
from placements.models import CheckIn

NAMES = ("role_description", "within_hours", "recommends", "funded_until", "obstacles")


def _answer(label) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=CheckIn.Answer, widget=forms.RadioSelect)


class NoteCheckIn(forms.Form):
    """``version`` is nought while nothing is noted."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    role_description = _answer(_("Is there a written role description?"))
    within_hours = _answer(_("Does supervision fit within paid hours?"))
    recommends = _answer(_("Would you advise other units to do the same?"))
    funded_until = DayField(
        label=_("Until when is the funding secured?"), required=False, help_text=_("Leave empty if it has no end.")
    )
    obstacles = forms.MultipleChoiceField(
        label=_("What stands in the way?"),
        choices=CheckIn.Obstacle,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    helper = helper("version", *NAMES, submit=_("Save the check-in"))


def initial_of(noted: CheckIn | None) -> dict:
    return {name: getattr(noted, name) for name in ("version", *NAMES)} if noted else {"version": 0}
