"""The days of a pause in somebody's work, and nothing else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, helper, idempotency_field, version_field
from placements.models import PlacementPause


class _Days(forms.Form):
    begins_on = DayField(label=_("First day of the pause"))
    ends_on = DayField(
        label=_("Last day of the pause"), help_text=_("Leave it empty when nobody knows yet."), required=False
    )


class BeginPause(_Days):
    key = idempotency_field()
    everywhere = forms.BooleanField(
        label=_("In all their work with us"), help_text=_("They work in several places."), required=False
    )

    def __init__(self, *args, has_others: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not has_others:
            del self.fields["everywhere"]
        rows = [name for name in ("key", "begins_on", "ends_on", "everywhere") if name in self.fields]
        self.helper = helper(*rows, submit=_("Note the pause"))


class CorrectPause(_Days):
    version = version_field()
    helper = helper("version", "begins_on", "ends_on")


def initial_pause(pause: PlacementPause) -> dict:
    return {"version": pause.version, "begins_on": pause.begins_on, "ends_on": pause.ends_on}
