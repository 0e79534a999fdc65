"""The day on which somebody died."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, helper


class NoteDeath(forms.Form):
    died_on = DayField(label=_("Which day?"), help_text=_("If you don't know it, the day you heard of it."))
    helper = helper("died_on", submit=_("Note it"))
