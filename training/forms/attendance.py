"""One day's attendance: a row of choices per participant, all in one form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from training.models import DayMark, Participation

EVERYBODY = "everybody"  # the button "Everybody is here": those without a mark are marked as here


class Day(forms.Form):
    """Built from the participants of the day. Its fields are named after participations: m12 is number 12's mark."""

    def __init__(self, *args, participations: list[Participation], known: dict[int, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.participations = participations
        for row in participations:
            self.fields[f"m{row.pk}"] = forms.ChoiceField(
                label=row.person.list_name,
                choices=DayMark,
                initial=known.get(row.pk, ""),
                required=False,
                error_messages={"invalid_choice": _("Choose one of the five.")},
            )

    def marks(self) -> dict[int, str]:
        """The marks given: participation → mark. Those without one are left out, or here when everybody is."""
        filler = DayMark.PRESENT if EVERYBODY in self.data else ""
        given = {row.pk: self.cleaned_data.get(f"m{row.pk}") or filler for row in self.participations}
        return {pk: mark for pk, mark in given.items() if mark}
