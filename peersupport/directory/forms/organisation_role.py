from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import OrganisationRole
from peersupport.shared.forms import DayField, helper


class BeginRole(forms.Form):
    """What an organisation is from a day on. Who runs cohorts is decided with its details."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[choice for choice in OrganisationRole.Role.choices if choice[0] != OrganisationRole.Role.HOST],
        widget=forms.RadioSelect,
    )
    since = DayField(label=_("From and with"))
    helper = helper("role", "since")


class EndRole(forms.Form):
    until = DayField(label=_("Last day"))
    helper = helper("until", submit=_("End the role"))
