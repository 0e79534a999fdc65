"""What the admission group fills in."""

import re
from datetime import datetime, time

from crispy_forms.layout import Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, LineField, TextField, helper
from programs.models import Seat
from training.models import Application, Assessment
from training.rules import CRITERIA
from training.selectors import payer_of

_HOUR = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])")
MOST_TIMES = 20  # in one go


class Admit(forms.Form):
    """Which seat. The one whose code was used is proposed."""

    seat = forms.ModelChoiceField(Seat.objects.none(), label=_("Seat"), empty_label=None)
    helper = helper("seat", submit=_("Admit"))

    def __init__(self, *args, application: Application, **kwargs) -> None:
        free = Seat.objects.free_for_a_person().filter(cohort=application.cohort_id)
        super().__init__(*args, initial={"seat": application.seat_id}, **kwargs)
        self.fields["seat"].queryset = free.select_related("line__order__orderer", "funding").order_by("number")
        self.fields["seat"].label_from_instance = _seat_label
        self.has_seats = self.fields["seat"].queryset.exists()


def _seat_label(seat: Seat) -> str:
    return f"{seat.number}, {payer_of(seat)}"


# who withdraws does so themself
_REASONS = [choice for choice in Application.Reason.choices if choice[0] != Application.Reason.WITHDREW]


class Reject(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose")), *_REASONS])


class Assess(forms.Form):
    """Six questions with three answers each, a note, and what one thinks of it all."""

    note = TextField(
        label=_("What you build it on"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        required=False,
        help_text=_("Nothing about diagnoses or care. It is sealed, and erased three months after the decision."),
    )
    opinion = forms.ChoiceField(
        label=_("Your opinion"),
        choices=[choice for choice in Assessment.Opinion.choices if choice[0] != Assessment.Opinion.STEPPED_ASIDE],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, words in CRITERIA.items():
            self.fields[name] = forms.ChoiceField(label=words, choices=Application.Answer, widget=forms.RadioSelect)
        questions = [Field(name, wrapper_class="answers") for name in CRITERIA]
        self.helper = helper(*questions, "note", "opinion", submit=_("Save the assessment"))

    def criteria(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in CRITERIA}


class InterviewNote(forms.Form):
    note = TextField(
        label=_("Notes from the interview"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=8000,
        required=False,
        help_text=_("Nothing about diagnoses or care. It is sealed, and erased three months after the decision."),
    )
    helper = helper("note", submit=_("The interview has been held"))


class OfferTimes(forms.Form):
    """Several times on one day, one place."""

    day = DayField(label=_("Day"))
    times = LineField(label=_("Times"), help_text=_("For example 09:00, 10:00, 13:30."), max_length=200)
    minutes = forms.IntegerField(label=_("Minutes each"), min_value=15, max_value=120, initial=45)
    place = LineField(
        label=_("Place"),
        help_text=_("A room, or that you phone. The applicant reads it on their page."),
        max_length=120,
    )
    helper = helper("day", "times", "minutes", "place", submit=_("Add times"))

    def clean_times(self) -> list[time]:
        parts = [part.strip() for part in re.split(r"[,;]", self.cleaned_data["times"]) if part.strip()]
        found = [_HOUR.fullmatch(part) for part in parts]
        if not found or not all(found) or len(found) > MOST_TIMES:
            words = _("Write times like 09:00, 10:00, at most %(most)s of them.")
            raise forms.ValidationError(words, code="times", params={"most": MOST_TIMES})
        return sorted({time(int(hour[1]), int(hour[2])) for hour in found})

    def starts(self) -> list[datetime]:
        """The times as moments in our own time zone."""
        day = self.cleaned_data["day"]
        return [timezone.make_aware(datetime.combine(day, hour)) for hour in self.cleaned_data["times"]]


class AddAssessor(forms.Form):
    user = forms.ModelChoiceField(None, label=_("Who"), empty_label=_("Choose"))
    helper = helper("user", submit=_("Add to the group"))

    def __init__(self, *args, candidates, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = candidates
