from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Organisation
from peersupport.shared.forms import DayField, LineField, helper, idempotency_field
from placements.models import Placement
from placements.selectors import supervisors


class StartPlacement(forms.Form):
    """How a certified person starts at a workplace. Who and where are in the page's address.

    The reason is asked for when the workplace turned out not to be ready.
    """

    key = idempotency_field()
    employer = forms.ModelChoiceField(
        label=_("Employer"),
        queryset=Organisation.objects.current().order_by("sort_name", "pk"),
        empty_label=_("Choose"),
        help_text=_("Often the owner of the workplace, but it may be another organisation."),
    )
    form = forms.ChoiceField(label=_("Form of employment"), choices=Placement.Form)
    percent = forms.IntegerField(label=_("Percent of full time"), min_value=1, max_value=100)
    starts_on = DayField(label=_("First day"))
    supervisor = forms.ModelChoiceField(label=_("Supervisor"), queryset=None, empty_label=_("Choose"))
    override_reason = LineField(
        label=_("Why start before the workplace is ready?"),
        max_length=500,
        required=False,
        widget=forms.HiddenInput,
        help_text=_("Is kept with the placement, with your name. Write nothing about anybody's health."),
    )
    helper = helper(
        "key",
        "employer",
        "form",
        "percent",
        "starts_on",
        "supervisor",
        "override_reason",
        submit=_("Start the placement"),
    )

    def __init__(self, *args, host, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = supervisors(host)
        if self.data.get("override_reason"):
            self.ask_for_reason()

    def ask_for_reason(self) -> None:
        """Show the field for the reason, as one that has to be filled in."""
        reason = self.fields["override_reason"]
        reason.widget, reason.required = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 500}), True


class ChangeSupervisor(forms.Form):
    supervisor = forms.ModelChoiceField(label=_("Supervisor"), queryset=None, empty_label=_("Choose"))
    helper = helper("supervisor", submit=_("Choose as supervisor"))

    def __init__(self, *args, host, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = supervisors(host)


class EndPlacement(forms.Form):
    ends_on = DayField(label=_("Last day"))
    helper = helper("ends_on", submit=_("End the placement"))


class HoldFollowUp(forms.Form):
    held_on = DayField(label=_("Day"))
    helper = helper("held_on", submit=_("Note that it was held"))
