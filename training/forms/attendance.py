"""One day's attendance: a row of choices per participant, all in one form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from training.models import CourseSession, DayMark, Participation

EVERYBODY = "everybody"  # the button "Everybody is here": those without a mark are marked as here


def said_of(parts: dict[str, str]) -> str:
    """The parts of the day that somebody can't come to, in words; "" when they have said nothing."""
    return _("the whole day") if len(parts) == len(CourseSession.Part) else ", ".join(parts.values()).lower()


class Day(forms.Form):
    """Built from the participants of the day. Its fields are named after participations: m12 is number 12's mark.

    ``said``: who can't come (participation → part → its name), which is chosen beforehand where nothing is ``known``.
    """

    def __init__(
        self,
        *args,
        participations: list[Participation],
        known: dict[int, str],
        said: dict[int, dict[str, str]],
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.participations = participations
        for row in participations:
            self.fields[f"m{row.pk}"] = forms.ChoiceField(
                label=row.person.list_name,
                choices=DayMark,
                initial=known.get(row.pk) or (DayMark.without(said[row.pk]) if row.pk in said else ""),
                required=False,
                error_messages={"invalid_choice": _("Choose one of the five.")},
            )
            self.fields[f"m{row.pk}"].said = said_of(said.get(row.pk, {}))

    def marks(self) -> dict[int, str]:
        """The marks given: participation → mark. Those without one are left out, or here when everybody is."""
        filler = DayMark.PRESENT if EVERYBODY in self.data else ""
        given = {row.pk: self.cleaned_data.get(f"m{row.pk}") or filler for row in self.participations}
        return {pk: mark for pk, mark in given.items() if mark}
