"""A day or a start that moves, and a session that is changed by hand."""

from datetime import date

from crispy_forms.layout import Div
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.models import User
from peersupport.shared.calendar import short_day
from peersupport.shared.forms import DayField, LineField, TimeField, helper, version_field
from programs.models import Cohort
from training.models import CourseDay, CourseSession, Module
from training.selectors import StartMove


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


class StartAsk(forms.Form):
    """Another first day for a course."""

    date = DayField(label=_("New first day"))
    helper = helper("date", submit=_("See what moves"))

    def __init__(self, *args, cohort: Cohort, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort

    def clean_date(self) -> date:
        if self.cleaned_data["date"] == self.cohort.starts_on:
            raise forms.ValidationError(_("The course begins on that day already."))
        return self.cleaned_data["date"]


class TouchedDays(forms.ModelMultipleChoiceField):
    """Days that somebody has changed by hand, each with the date that it would have."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs) -> None:
        super().__init__(CourseDay.objects.none(), **kwargs)
        self.would_be: dict[int, date] = {}

    def label_from_instance(self, day: CourseDay) -> str:
        was, to = short_day(day.date), short_day(self.would_be[day.pk])
        return _("Day %(number)s, from %(was)s to %(to)s") % {"number": day.number, "was": was, "to": to}


class StartMoveForm(forms.Form):
    """A yes to the plan, and which of the days that somebody has changed by hand move along."""

    version = version_field()
    along = TouchedDays(
        label=_("Move these too"),
        required=False,
        help_text=_("Somebody has changed these days by hand, so they stay unless you tick them."),
    )

    def __init__(self, *args, plan: StartMove, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["along"].would_be = {moved.day.pk: moved.to for moved in plan.touched}
        touched = CourseDay.objects.filter(pk__in=self.fields["along"].would_be)
        self.fields["along"].queryset = touched.order_by("number")
        rows = ["version", "along"] if plan.touched else ["version"]
        self.helper = helper(*rows, submit=_("Move the start"))
