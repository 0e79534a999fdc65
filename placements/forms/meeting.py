"""When and where a cohort meets workplaces."""

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, LineField, TimeField, helper, version_field
from placements.models import Meeting


class PlanMeeting(forms.Form):
    version = version_field()
    day = DayField(label=_("Day"))
    begins = TimeField(label=_("Begins at"))
    minutes = forms.IntegerField(label=_("Minutes for each meeting"), min_value=5, max_value=30)
    place = LineField(label=_("Place"), max_length=120)
    helper = helper("version", "day", "begins", "minutes", "place", submit=_("Save the meeting"))


def meeting_as_shown(meeting: Meeting | None) -> dict:
    if meeting is None:
        return {"version": 1, "minutes": 10, "begins": "13:00"}
    begins = localtime(meeting.begins_at)
    return {
        "version": meeting.version,
        "day": begins.date(),
        "begins": begins.time(),
        "minutes": meeting.minutes,
        "place": meeting.place,
    }
