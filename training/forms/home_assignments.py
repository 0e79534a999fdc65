"""What to do at home, and by when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, LineField, helper, idempotency_field, version_field
from programs.models import Cohort
from training.models import HomeAssignment, Module


class Assignment(forms.Form):
    """A new one, with a ``key``; one that is there, with its ``version``."""

    key = idempotency_field()
    version = version_field()
    title = LineField(
        label=_("What to do"),
        help_text=_("In a few words. What participants write stays with them and with you."),
        max_length=120,
    )
    module = forms.ModelChoiceField(
        label=_("Module"), queryset=Module.objects.none(), required=False, empty_label=_("None in particular")
    )
    due_on = DayField(label=_("By when"))

    def __init__(self, *args, cohort: Cohort, assignment: HomeAssignment | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version" if assignment is None else "key"]
        chosen = assignment.module_id if assignment else None
        modules = Module.objects.filter(programme=cohort.programme_id)
        self.fields["module"].queryset = (modules.in_use() | modules.filter(pk=chosen)).order_by("number")
        self.helper = helper(*self.fields, submit=_("Save"))


def initial_of(assignment: HomeAssignment) -> dict:
    names = ("version", "title", "module", "due_on")
    return {name: getattr(assignment, name) for name in names}
