"""What is done with a certificate that is issued."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import TextField, helper
from training.models import CertificateCase, CertificateCopy


class Reissue(forms.Form):
    """A new paper. ``edition`` is the one that it replaces."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**15 - 1)
    language = forms.ChoiceField(label=_("Language"), choices=CertificateCopy.Language, widget=forms.RadioSelect)
    helper = helper("edition", "language", submit=_("Make a new paper"))


class Renew(forms.Form):
    """Valid for as long again. ``edition`` is the paper that the new one replaces."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**15 - 1)
    hours = forms.IntegerField(
        label=_("Hours of continuing education"),
        help_text=_("Those that you have seen proof of since the certificate was issued or renewed."),
        min_value=0,
        max_value=1000,
    )
    language = forms.ChoiceField(label=_("Language"), choices=CertificateCopy.Language, widget=forms.RadioSelect)
    helper = helper("edition", "hours", "language", submit=_("Renew"))


class ProposeCase(forms.Form):
    """What has happened, and what should come of it."""

    kind = forms.ChoiceField(label=_("What is it about?"), choices=CertificateCase.Kind, widget=forms.RadioSelect)
    proposal = forms.ChoiceField(label=_("What do you propose?"), widget=forms.RadioSelect)
    text = TextField(
        label=_("What has happened"),
        max_length=4000,
        help_text=_("Only coordinators who may decide can open this. Write nothing about health."),
    )
    helper = helper("kind", "proposal", "text", submit=_("Propose"))

    def __init__(self, *args, proposals, **kwargs) -> None:
        """``proposals``: those that can be made about the certificate as it is."""
        super().__init__(*args, **kwargs)
        self.fields["proposal"].choices = [(one, one.label) for one in proposals]
