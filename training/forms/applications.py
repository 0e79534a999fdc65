"""The public application, and the coordinator's decision."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import LineField, WorkEmailField, helper, idempotency_field
from programs.models import Seat
from training.models import Application
from training.selectors import payer_of

_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{4,18}")


class PhoneField(LineField):
    """A phone number as people write it; digits, spaces, hyphens and brackets."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def clean(self, value):
        value = super().clean(value)
        if value and not _PHONE.fullmatch(value):
            raise forms.ValidationError(_("Enter a phone number, like 070-123 45 67."), code="phone")
        return value


class Apply(forms.Form):
    """What a course needs to reach somebody, and not a word more. Never a diagnosis, never an identity number."""

    key = idempotency_field()
    consent_version = forms.CharField(widget=forms.HiddenInput, max_length=20)
    given_name = LineField(label=_("First name"), max_length=100)
    family_name = LineField(label=_("Last name"), max_length=100, required=False)
    email = WorkEmailField(label=_("E-mail"), help_text=_("We write to you here."))
    phone = PhoneField(label=_("Phone"), max_length=20, required=False)
    consent = forms.BooleanField(
        label=_("I agree that my details are kept and used for this course"),
        error_messages={"required": _("Tick the box if you agree. We can't take an application without it.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, purpose in (("given_name", "given-name"), ("family_name", "family-name"), ("email", "email")):
            self.fields[name].widget.attrs["autocomplete"] = purpose


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


class Reject(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose")), *Application.Reason.choices])
