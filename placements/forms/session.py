"""The page where a supervisor notes a session in less than a minute: choices only, no free text."""

from datetime import date, timedelta

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from peersupport.shared.forms import DayField, idempotency_field
from placements.forms.fields import Chips, OneOf, Several
from placements.models import SessionCorrection, SupervisionSession
from placements.selectors import Peer

OTHER_DAY = "other"
RECENT_DAYS = 7
LONG_AGO = timedelta(weeks=3)
TINTS = ("h", "m", "b", "")

FORMS = OneOf(
    "widgets/segmented.html",
    {
        SupervisionSession.Form.IN_PERSON: {"data_icon": "map-pin"},
        SupervisionSession.Form.VIDEO: {"data_icon": "video"},
        SupervisionSession.Form.PHONE: {"data_icon": "phone"},
        SupervisionSession.Form.MANAGER: {"data_icon": "users"},
    },
)
MOODS = OneOf(
    "widgets/mood.html",
    {
        SupervisionSession.Mood.GOOD: {"data_icon": "smile", "data_tone": "g"},
        SupervisionSession.Mood.SO_SO: {"data_icon": "meh", "data_tone": "o"},
        SupervisionSession.Mood.NEEDS_SUPPORT: {"data_icon": "life-buoy", "data_tone": "s"},
    },
)


ONE_BY_ONE = [(form.value, form.label) for form in SupervisionSession.Form if form != SupervisionSession.Form.GROUP]


class _Session(forms.Form):
    """What is noted of a session; the day is one of the last week's, or another that is written out."""

    day = forms.ChoiceField(label=gettext_lazy("Day"))
    other_day = DayField(label=gettext_lazy("Another day"), required=False)
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("How long?"), coerce=int, widget=OneOf("widgets/segmented.html"), initial=60
    )
    form = forms.ChoiceField(
        label=gettext_lazy("How did you meet?"), choices=ONE_BY_ONE, widget=FORMS, initial="in_person"
    )
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("What did you talk about?"),
        choices=SupervisionSession.Theme,
        widget=Chips,
        required=False,
    )
    mood = forms.ChoiceField(
        label=gettext_lazy("How is the assignment going?"), choices=SupervisionSession.Mood, widget=MOODS
    )

    def __init__(self, *args, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = _recent(on)
        self.fields["minutes"].choices = [
            (n, ngettext("%(n)s minute", "%(n)s min", n) % {"n": n}) for n in SupervisionSession.MINUTES
        ]

    def clean(self) -> dict:
        """``held_on`` from the two fields that may say it."""
        cleaned = super().clean()
        day, other = cleaned.get("day"), cleaned.get("other_day")
        if day and day != OTHER_DAY:
            cleaned["held_on"] = date.fromisoformat(day)
        elif other:
            cleaned["held_on"] = other
        elif day and "other_day" not in self.errors:
            self.add_error("other_day", _("Choose the day."))
        return cleaned


class LogSession(_Session):
    """A session with one, or with several: then it is a group's, and how it goes isn't asked of each."""

    key = idempotency_field()
    who = forms.MultipleChoiceField(label=gettext_lazy("Whom did you meet?"))

    def __init__(self, *args, peers: list[Peer], on: date, **kwargs) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.fields["who"].widget = Several("widgets/person_cards.html", _cards(peers, on=on))
        self.fields["who"].choices = [(str(peer.placement.pk), peer.placement.person.given_name) for peer in peers]
        if self.is_bound and len(self.data.getlist("who")) > 1:
            self.fields["mood"].required = False


class CorrectSession(_Session):
    """What was noted, put right. The reason is asked for when a day has gone."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it corrected?"),
        choices=[("", gettext_lazy("Choose")), *SessionCorrection.Reason.choices],
        required=False,
    )

    def __init__(self, *args, session: SupervisionSession, on: date, **kwargs) -> None:
        super().__init__(*args, on=on, **kwargs)
        if session.form == SupervisionSession.Form.GROUP:
            self.fields["form"].choices = [(session.form, session.get_form_display())]
            self.fields["mood"].required = False


def initial_session(session: SupervisionSession, *, on: date) -> dict:
    """What stands in a session, as the form's first values."""
    noted = {name: getattr(session, name) for name in ("form", "minutes", "themes", "mood")}
    return initial_from({**noted, "day": session.held_on.isoformat()}, on=on)


def draft_of(form: LogSession) -> dict | None:
    """What of a half-filled form may be kept: the codes and ids that are valid. None without the form's token."""
    form.is_valid()
    kept = {name: form.cleaned_data[name] for name in form.fields if form.cleaned_data.get(name)}
    if "key" not in kept:
        return None
    return {name: value if isinstance(value, (str, list)) else str(value) for name, value in kept.items()}


def initial_from(draft: dict, *, on: date) -> dict:
    """A draft as a form's first values. A day that has slid out of the list is written out."""
    day = draft.get("day", "")
    if day in ("", OTHER_DAY) or day in dict(_recent(on)):
        return draft
    return {**draft, "day": OTHER_DAY, "other_day": day}


def _recent(on: date) -> list[tuple[str, str]]:
    today, yesterday, *before = (on - timedelta(days=n) for n in range(RECENT_DAYS))
    return [
        (today.isoformat(), _("Today, %(day)s") % {"day": short(today)}),
        (yesterday.isoformat(), _("Yesterday, %(day)s") % {"day": short(yesterday)}),
        *((day.isoformat(), short(day)) for day in before),
        (OTHER_DAY, _("Another day")),
    ]


def short(day: date) -> str:
    """As where space is tight: tis 1 sep."""
    return date_format(day, pgettext("short date", "D j M"))


def _cards(peers: list[Peer], *, on: date) -> dict[str, dict[str, str]]:
    return {
        str(peer.placement.pk): {
            "data_initials": peer.placement.person.initials,
            "data_tint": TINTS[n % len(TINTS)],
            "data_note": _since(peer, on=on),
            "data_late": "yes" if peer.is_overdue(on) else "",
        }
        for n, peer in enumerate(peers)
    }


def _since(peer: Peer, *, on: date) -> str:
    """When they last met. That the day has passed stands in words too, for those who don't see the colour."""
    if peer.last_held_on is None:
        return _("not met yet")
    ago = on - peer.last_held_on
    if ago >= LONG_AGO:
        weeks = ago.days // 7
        return ngettext("%(n)s week ago", "%(n)s weeks ago", weeks) % {"n": weeks}
    day = date_format(peer.last_held_on, pgettext("short date", "j M"))
    return _("overdue, last %(day)s") % {"day": day} if peer.is_overdue(on) else day
