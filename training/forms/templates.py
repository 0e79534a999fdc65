"""A name for a schedule that is to be chosen again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import LineField, helper


class TemplateForm(forms.Form):
    name = LineField(
        label=_("Name of the template"),
        max_length=80,
        help_text=_("As you will look for it next time."),
    )
    helper = helper("name", submit=_("Save as a template"))
