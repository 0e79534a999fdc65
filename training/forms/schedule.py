"""A day that moves, and a session that is changed by hand."""

from crispy_forms.layout import Div
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.models import User
from peersupport.shared.forms import DayField, LineField, TimeField, helper, version_field
from training.models import CourseDay, CourseSession, Module


class SessionForm(forms.Form):
    """One half of a course day."""

    version = version_field()
    starts_at = TimeField(label=_("Starts at"))
    ends_at = TimeField(label=_("Ends at"))
    module = forms.ModelChoiceField(
        Module.objects.none(), label=_("Module"), required=False, empty_label=_("None chosen")
    )
    room = LineField(
        label=_("Room"), max_length=80, required=False, help_text=_("Leave empty for the place of the cohort.")
    )
    leaders = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who leads it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nobody when all the course leaders do."),
    )

    def __init__(self, *args, session: CourseSession, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        cohort = session.day.cohort
        known = Module.objects.filter(Q(retired=False) | Q(pk=session.module_id), programme=cohort.programme_id)
        self.fields["module"].queryset = known.order_by("number")
        able = User.objects.filter(pk__in=cohort.leaders.values("user"))
        self.fields["leaders"].queryset = able.order_by("given_name", "family_name", "pk")
        hours = Div("starts_at", "ends_at", css_class="row2")
        self.helper = helper("version", hours, "module", "room", "leaders", submit=_("Save the session"))


def initial_of(session: CourseSession) -> dict:
    """A session as its form shows it. One query, for the leaders."""
    return {
        "version": session.version,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "module": session.module_id,
        "room": session.room,
        "leaders": list(session.leaders.values_list("user", flat=True)),
    }


class DayMove(forms.Form):
    """Another date for a course day."""

    version = version_field()
    date = DayField(label=_("Hold the day on"))
    helper = helper("version", "date", submit=_("Move the day"))


def initial_of_day(day: CourseDay) -> dict:
    return {"version": day.version, "date": day.date}
