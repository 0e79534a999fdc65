"""Times for a staff session, and how many come."""

from datetime import datetime

from crispy_forms.layout import Div
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, LineField, TimeField, helper, idempotency_field, version_field
from placements.models import StaffBooking

TIMES = (1, 2, 3)


class ProposeTimes(forms.Form):
    """Up to three times; with one it is booked at once."""

    key = idempotency_field()
    day_1 = DayField(label=_("Day"))
    time_1 = TimeField(label=_("Time"))
    day_2 = DayField(label=_("Or on"), required=False)
    time_2 = TimeField(label=_("Time"), required=False)
    day_3 = DayField(label=_("Or on"), required=False)
    time_3 = TimeField(label=_("Time"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=600)
    place = LineField(label=_("Place"), max_length=120, help_text=_("A room, or an address."))
    helper = helper(
        "key",
        *(Div(f"day_{n}", f"time_{n}", css_class="row2") for n in TIMES),
        "minutes",
        "place",
        submit=_("Propose the times"),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        times = []
        for n in TIMES:
            day, time = cleaned.get(f"day_{n}"), cleaned.get(f"time_{n}")
            if day and time:
                times.append(datetime.combine(day, time, timezone.get_current_timezone()))
            elif day and f"time_{n}" not in self.errors:
                self.add_error(f"time_{n}", _("Say at what time."))
            elif time and f"day_{n}" not in self.errors:
                self.add_error(f"day_{n}", _("Say on which day."))
        cleaned["times"] = times
        return cleaned

    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("key", "times", "minutes", "place")}


class MoveSession(forms.Form):
    """Another time for a session that is booked."""

    version = version_field()
    day = DayField(label=_("Day"))
    time = TimeField(label=_("Time"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=600)
    place = LineField(label=_("Place"), max_length=120, help_text=_("A room, or an address."))
    helper = helper("version", Div("day", "time", css_class="row2"), "minutes", "place", submit=_("Move the session"))

    def said(self) -> dict:
        given = self.cleaned_data
        starts_at = datetime.combine(given["day"], given["time"], timezone.get_current_timezone())
        return {"starts_at": starts_at, **{name: given[name] for name in ("version", "minutes", "place")}}


def initial_of(booking: StaffBooking) -> dict:
    """A session as it is, in the form that moves it."""
    when = timezone.localtime(booking.starts_at)
    same = {name: getattr(booking, name) for name in ("version", "minutes", "place")}
    return {"day": when.date(), "time": when.time(), **same}


class SignUpForSession(forms.Form):
    """How many come: numbers, and nobody's name."""

    key = idempotency_field()
    staff = forms.IntegerField(label=_("How many of the staff?"), min_value=0, max_value=200, initial=1)
    managers = forms.IntegerField(label=_("How many managers?"), min_value=0, max_value=200, initial=0)
    helper = helper("key", "staff", "managers", submit=_("We come"))
