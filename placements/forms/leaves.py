"""When a supervisor is away, and who stands in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, helper, idempotency_field, version_field
from placements.models import SupervisorLeave
from placements.selectors import supervisors


class _Leave(forms.Form):
    begins_on = DayField(label=_("First day away"))
    ends_on = DayField(label=_("Last day away"))
    substitute = forms.ModelChoiceField(
        label=_("Who stands in"),
        queryset=None,
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Sees and meets their peer supporters meanwhile, and gets the reminders."),
    )

    def __init__(self, *args, host, supervisor_id, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = supervisors(host).exclude(pk=supervisor_id)


class NoteLeave(_Leave):
    key = idempotency_field()
    helper = helper("key", "begins_on", "ends_on", "substitute", submit=_("Note it"))


class ChangeLeave(_Leave):
    version = version_field()
    helper = helper("version", "begins_on", "ends_on", "substitute")


def initial_leave(leave: SupervisorLeave) -> dict:
    return {
        "version": leave.version,
        "begins_on": leave.begins_on,
        "ends_on": leave.ends_on,
        "substitute": leave.substitute_id,
    }
