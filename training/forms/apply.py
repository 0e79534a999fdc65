"""The public application, a form for each of its four steps."""

import re
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from peersupport.privacy.models import Consent
from peersupport.shared.forms import LineField, TextField, WorkEmailField, helper, idempotency_field
from training.models import Application, InterviewTime
from training.rules import LONGEST_LETTER

_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{4,18}")
GO_ON = _("Save and go on")


class PhoneField(LineField):
    """A phone number as people write it; digits, spaces, hyphens and brackets."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def clean(self, value):
        value = super().clean(value)
        if value and not _PHONE.fullmatch(value):
            raise forms.ValidationError(_("Enter a phone number, like 070-123 45 67."), code="phone")
        return value


class Contact(forms.Form):
    """What a course needs to reach somebody, and not a word more. Never a diagnosis, never an identity number."""

    key = idempotency_field()
    given_name = LineField(label=_("First name"), max_length=100)
    family_name = LineField(label=_("Last name"), max_length=100, required=False)
    email = WorkEmailField(label=_("E-mail"), help_text=_("We write to you here."))
    phone = PhoneField(label=_("Phone"), max_length=20, required=False)

    helper = helper("key", "given_name", "family_name", "email", "phone", submit=GO_ON)

    def __init__(self, *args, draft: Application | None, **kwargs) -> None:
        initial = {name: getattr(draft, name) for name in Application.PERSONAL} if draft else {}
        super().__init__(*args, initial={"key": uuid4(), **initial}, **kwargs)
        for name, purpose in (("given_name", "given-name"), ("family_name", "family-name"), ("email", "email")):
            self.fields[name].widget.attrs["autocomplete"] = purpose

    def contact(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in Application.PERSONAL}


class Letter(forms.Form):
    """In their own words. It is sealed, and only the admission group reads it."""

    letter = TextField(
        label=_("Your letter"),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=LONGEST_LETTER,
        help_text=_("Half a page is enough. Write as you speak."),
    )
    helper = helper("letter", submit=GO_ON)


class Practical(forms.Form):
    """Two questions with three answers each; none of them closes the door."""

    can_attend = forms.ChoiceField(
        label=_("Can you be there all days?"), choices=Application.Answer, widget=forms.RadioSelect
    )
    wants_half_time = forms.ChoiceField(
        label=_("Do you want to work at least half-time afterwards?"),
        choices=Application.Answer,
        widget=forms.RadioSelect,
    )
    helper = helper("can_attend", "wants_half_time", submit=GO_ON)


class SendApplication(forms.Form):
    """The consents, one box for each purpose. Only the first is needed."""

    consent_version = forms.CharField(widget=forms.HiddenInput, max_length=20)
    consent = forms.BooleanField(
        label=_("I agree that my details are kept and used for this course"),
        error_messages={"required": _("Tick the box if you agree. We can't take an application without it.")},
    )
    follow_up = forms.BooleanField(label=_("You may ask me afterwards how it went"), required=False)
    network = forms.BooleanField(label=_("You may invite me to networks and meetings"), required=False)

    def agreed(self) -> set[str]:
        """Codes of Consent.Purpose."""
        chosen = {name for name in (Consent.Purpose.FOLLOW_UP, Consent.Purpose.NETWORK) if self.cleaned_data[name]}
        return {Consent.Purpose.TRAINING, *chosen}


class ChooseTime(forms.Form):
    time = forms.ModelChoiceField(None, label=_("Choose a time"), widget=forms.RadioSelect, empty_label=None)
    helper = helper("time", submit=_("Book the time"))

    def __init__(self, *args, times, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time"].queryset = times
        self.fields["time"].label_from_instance = _said


def _said(time: InterviewTime) -> str:
    """Tuesday 4 August at 13:30, 45 minutes."""
    starts_at = timezone.localtime(time.starts_at)
    words = _("%(day)s at %(hour)s, %(minutes)s minutes")
    shown = {"day": date_format(starts_at, "l j F"), "hour": date_format(starts_at, "H:i"), "minutes": time.minutes}
    return capfirst(words % shown)
