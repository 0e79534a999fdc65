from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Organisation
from peersupport.shared.forms import DayField, Fold, LineField, helper, idempotency_field, version_field
from placements.models import Placement
from placements.selectors import supervisors


def _reason_to_start() -> LineField:
    return LineField(
        label=_("Why all the same?"),
        max_length=500,
        required=False,
        widget=forms.HiddenInput,
        help_text=_("Is kept with the placement, with your name. Write nothing about anybody's health."),
    )


def ask_for_reason(form: forms.Form) -> None:
    """Show the field for the reason, as one that has to be filled in."""
    reason = form.fields["override_reason"]
    reason.widget, reason.required = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 500}), True


class Ends(forms.Form):
    """Until when it is for certain. Which money it is, is never asked: some of it would tell of the person's health."""

    employed_until = DayField(
        label=_("Last day of the employment"),
        required=False,
        help_text=_("Fill it in for a fixed term, a substitute or a trial period. Leave it empty if it has no end."),
    )
    funded_until = DayField(
        label=_("Last day that is paid for"),
        required=False,
        help_text=_("If the money is decided until a day. Only the day is noted, never where the money comes from."),
    )


class NoteEnds(Ends):
    version = version_field()
    helper = helper("version", *Placement.ENDS, submit=_("Save the days"))


def ends_of(placement: Placement) -> dict:
    return {name: getattr(placement, name) for name in ("version", *Placement.ENDS)}


class StartPlacement(Ends):
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
    starts_on = DayField(
        label=_("First day"),
        help_text=_("One that begins later is planned until then, and may wait for its workplace."),
    )
    supervisor = forms.ModelChoiceField(label=_("Supervisor"), queryset=None, empty_label=_("Choose"))
    beyond_full_time = forms.BooleanField(
        label=_("More than full time all the same"), required=False, widget=forms.HiddenInput
    )
    override_reason = _reason_to_start()
    helper = helper(
        "key",
        "employer",
        "form",
        "percent",
        "starts_on",
        "supervisor",
        Fold(_("Employment and money with a last day"), *Placement.ENDS),
        "beyond_full_time",
        "override_reason",
        submit=_("Start the placement"),
    )

    def __init__(self, *args, host, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = supervisors(host)
        if self.data.get("beyond_full_time"):
            self.ask_whether_beyond()
        if self.data.get("override_reason"):
            ask_for_reason(self)

    def ask_whether_beyond(self) -> None:
        """Show the box to tick, and the field for the reason, which it takes."""
        self.fields["beyond_full_time"].widget = forms.CheckboxInput()
        ask_for_reason(self)
        self.fields["override_reason"].required = False


class ChangeWorkplace(StartPlacement):
    """How somebody goes on at another workplace."""

    ends_on = DayField(label=_("Last day at the workplace before"))
    starts_over = forms.BooleanField(
        label=_("Supervision starts over with its first phase"),
        required=False,
        help_text=_("Otherwise it goes on as close together as it was."),
    )
    helper = helper(
        "key",
        "ends_on",
        "starts_on",
        "employer",
        "form",
        "percent",
        "supervisor",
        Fold(_("Employment and money with a last day"), *Placement.ENDS),
        "starts_over",
        "beyond_full_time",
        "override_reason",
        submit=_("Change workplace"),
    )


class ChangeSupervisor(forms.Form):
    supervisor = forms.ModelChoiceField(label=_("Supervisor"), queryset=None, empty_label=_("Choose"))
    helper = helper("supervisor", submit=_("Choose as supervisor"))

    def __init__(self, *args, host, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = supervisors(host)


class HandOverAll(forms.Form):
    """Who takes over everybody whom ``member`` supervises."""

    supervisor = forms.ModelChoiceField(label=_("Supervisor"), queryset=None, empty_label=_("Choose"))
    helper = helper("supervisor", submit=_("Hand over all"))

    def __init__(self, *args, member, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = supervisors(member.organisation).exclude(pk=member.user_id)


class BeginPlacement(forms.Form):
    """The first day of one that is planned; the reason is asked for when the workplace turned out not to be ready."""

    starts_on = DayField(label=_("First day"), help_text=_("Today or earlier: it begins. Later: it waits until then."))
    override_reason = _reason_to_start()
    helper = helper("starts_on", "override_reason", submit=_("Save the first day"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("override_reason"):
            ask_for_reason(self)


class EndPlacement(forms.Form):
    ends_on = DayField(label=_("Last day"))
    reason = forms.ChoiceField(
        label=_("Why it ends"),
        choices=[("", _("Choose")), *Placement.EndReason.choices],
        help_text=_("For our own statistics. Only coordinators see it."),
    )
    helper = helper("ends_on", "reason", submit=_("End the placement"))


class HoldFollowUp(forms.Form):
    held_on = DayField(label=_("Day"))
    helper = helper("held_on", submit=_("Note that it was held"))
