"""One day's attendance: a row of choices per participant, all in one form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from training.models import AttendanceStatus, CourseSession, DayMark, Participation

EVERYBODY = "everybody"  # the button "Everybody is here": those without a mark are marked as here


def said_of(parts: dict[str, str]) -> str:
    """The parts of the day that somebody can't come to, in words; "" when they have said nothing."""
    return _("the whole day") if len(parts) == len(CourseSession.Part) else ", ".join(parts.values()).lower()


def given_by_another(mark: str, own: list[AttendanceStatus]) -> str:
    words = dict(choices_of(own)) | {"": _("nothing")}
    return _("Somebody else has marked “%(mark)s” meanwhile. Choose again to change it.") % {"mark": words[mark]}


def choices_of(own: list[AttendanceStatus]) -> list[tuple[str, str]]:
    """What can be said of a day: what every programme has, and this one's ``own``."""
    return [*DayMark.choices, *((one.code, one.title) for one in own)]


def _beforehand(row: Participation, said: dict[str, str] | None) -> str:
    if row.is_pausing:
        return DayMark.EXCUSED
    return DayMark.without(said) if said else ""


class Tap(forms.Form):
    """One mark for one participant, as the page sends it when it is tapped. ``seen``: what it was before."""

    key = forms.UUIDField()
    participation = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    mark = forms.ChoiceField()
    seen = forms.ChoiceField(required=False)

    def __init__(self, *args, own: list[AttendanceStatus], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mark"].choices = self.fields["seen"].choices = choices_of(own)


class Day(forms.Form):
    """Built from the participants of the day. Its fields are named after participations: m12 is number 12's mark,
    and s12 what it was when the page was opened.

    ``own``: the programme's own marks. ``said``: who can't come (participation → part → its name), which is chosen
    beforehand where nothing is ``known``; so is a pause (ParticipationQuerySet.with_pause).
    """

    def __init__(
        self,
        *args,
        participations: list[Participation],
        known: dict[int, str],
        said: dict[int, dict[str, str]],
        own: list[AttendanceStatus],
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.participations, self.own = participations, own
        for row in participations:
            self.fields[f"m{row.pk}"] = forms.ChoiceField(
                label=row.person.list_name,
                choices=choices_of(own),
                initial=known.get(row.pk) or _beforehand(row, said.get(row.pk)),
                required=False,
                error_messages={"invalid_choice": _("Choose one of these.")},
            )
            self.fields[f"m{row.pk}"].said = said_of(said.get(row.pk, {}))
            self.fields[f"s{row.pk}"] = forms.ChoiceField(
                choices=choices_of(own), initial=known.get(row.pk, ""), required=False, widget=forms.HiddenInput
            )

    def marks(self) -> dict[int, str]:
        """The marks given: participation → mark. Those without one are left out, or here when everybody is."""
        filler = DayMark.PRESENT if EVERYBODY in self.data else ""
        given = {row.pk: self.cleaned_data.get(f"m{row.pk}") or filler for row in self.participations}
        return {pk: mark for pk, mark in given.items() if mark}

    def seen(self) -> dict[int, str]:
        """What each mark was when the page was opened, of those that it says: participation → mark or ""."""
        told = [row.pk for row in self.participations if f"s{row.pk}" in self.data]
        return {pk: self.cleaned_data[f"s{pk}"] for pk in told}

    def hidden(self) -> list[tuple[str, str]]:
        """The hidden fields, name and value. One that came back damaged is as it was."""
        fields = (self[f"s{row.pk}"] for row in self.participations)
        return [(one.html_name, (one.initial if one.errors else one.value()) or "") for one in fields]

    def show_others(self, others: dict[int, str]) -> None:
        """Say beside each of these what somebody else has given; to save again is to decide."""
        self.data = self.data.copy()
        for pk, mark in others.items():
            self.data[f"s{pk}"] = mark
            self.add_error(f"m{pk}", given_by_another(mark, self.own))
