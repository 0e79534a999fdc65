"""What came of an introduction."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import helper
from placements.models import Introduction

Outcome = Introduction.Outcome


class CloseIntroduction(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[(code, label) for code, label in Outcome.choices if code != Outcome.PLACED],
        widget=forms.RadioSelect,
        help_text=_("Not who said no, and not why."),
    )
    helper = helper("outcome", submit=_("Close it"))
