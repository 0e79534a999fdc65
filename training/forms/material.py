"""Course material: something new, another title, another file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.documents.fields import UploadField
from peersupport.shared.forms import LineField, helper, idempotency_field, version_field
from training.models import Material

_FILES = _("PDF, PNG or JPEG, at most 10 MB. Save what is written in Word or PowerPoint as PDF: every phone opens it.")


class AddMaterial(forms.Form):
    key = idempotency_field()
    title = LineField(
        label=_("Title"), max_length=80, help_text=_("What participants read, and what the file is called.")
    )
    file = UploadField(help_text=_FILES)
    helper = helper("key", "title", "file", submit=_("Add the material"))

    def values(self) -> dict:
        """What actions.material.add takes, but for the module, whose it is, who and when."""
        given = self.cleaned_data
        return {"key": given["key"], "title": given["title"], "content": given["file"].read()}


class ChangeMaterial(forms.Form):
    version = version_field()
    title = LineField(label=_("Title"), max_length=80)
    retired = forms.BooleanField(
        label=_("Retired"), required=False, help_text=_("Nobody sees it any more but you who look after material.")
    )
    helper = helper("version", "title", "retired", submit=_("Save"))


class ReplaceMaterial(forms.Form):
    version = version_field()
    file = UploadField(label=_("The new file"), help_text=_FILES)
    helper = helper("version", "file", submit=_("Replace the file"))

    def values(self) -> dict:
        """What actions.material.replace takes, but for the material, who and when."""
        return {"version": self.cleaned_data["version"], "content": self.cleaned_data["file"].read()}


def initial_of(material: Material) -> dict:
    return {name: getattr(material, name) for name in ("version", "title", "retired")}
