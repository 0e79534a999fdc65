"""allauth's forms for security keys, made to refuse what is no key's answer at all."""

import struct

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

NO_ANSWER = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error)


class AnswerField(forms.JSONField):
    """What a security key answered. Without this, JSON with parts missing would be a fault and not a refusal."""

    widget = forms.HiddenInput

    def __init__(self, *, kind: type[RegistrationResponse] | type[AuthenticationResponse], **kwargs) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def to_python(self, value):
        answer = super().to_python(value)
        if answer not in self.empty_values:
            try:
                self.kind.from_dict(answer)
            except NO_ANSWER as error:
                raise get_adapter().validation_error("incorrect_code") from error
        return answer


class AddSecurityKey(AddWebAuthnForm):
    credential = AnswerField(kind=RegistrationResponse)


class SignInWithSecurityKey(AuthenticateWebAuthnForm):
    credential = AnswerField(kind=AuthenticationResponse)


class ConfirmWithSecurityKey(ReauthenticateWebAuthnForm):
    credential = AnswerField(kind=AuthenticationResponse)
