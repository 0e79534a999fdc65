"""What is done with a certificate that is issued."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import helper
from training.models import CertificateCopy


class Reissue(forms.Form):
    """A new paper. ``edition`` is the one that it replaces."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**15 - 1)
    language = forms.ChoiceField(label=_("Language"), choices=CertificateCopy.Language, widget=forms.RadioSelect)
    helper = helper("edition", "language", submit=_("Make a new paper"))
