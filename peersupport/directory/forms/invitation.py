from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.models import User
from peersupport.shared.forms import LineField, WorkEmailField, helper, idempotency_field


class InvitationForm(forms.Form):
    """Who is invited to which role. The roles are those that the inviter may give."""

    key = idempotency_field()
    email = WorkEmailField(
        label=_("E-mail"), max_length=254, help_text=_("The link goes here, and works for seven days.")
    )
    given_name = LineField(label=_("First name"), max_length=100)
    family_name = LineField(label=_("Last name"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"))
    helper = helper("key", "email", "given_name", "family_name", "role", submit=_("Send the invitation"))

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]


class AcceptanceForm(forms.Form):
    """What somebody without an account fills in to take up an invitation."""

    given_name = LineField(label=_("First name"), max_length=100)
    family_name = LineField(label=_("Last name"), max_length=100, required=False)
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least twelve characters. Three words that only you put together are both strong and easy."),
    )
    helper = helper("given_name", "family_name", "password", submit=_("Make my account"))

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self):
        password = self.cleaned_data["password"]
        owner = User(
            email=self.email,
            given_name=self.cleaned_data.get("given_name", ""),
            family_name=self.cleaned_data.get("family_name", ""),
        )
        password_validation.validate_password(password, owner)
        return password
