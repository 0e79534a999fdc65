"""A file to attach to an order."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.documents.fields import UploadField
from peersupport.shared.forms import helper, idempotency_field
from programs.forms.drafts import CarriesUnseen
from programs.models import OrderFile


class AttachFile(CarriesUnseen):
    """What it is, and the file. Whether it is taken, its bytes decide: actions.files."""

    key = idempotency_field()
    kind = forms.ChoiceField(label=_("What is it?"), choices=OrderFile.Kind, widget=forms.RadioSelect)
    file = UploadField(help_text=_("PDF, PNG or JPEG, at most 10 MB. Write no person's name in the file's name."))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, initial={"key": uuid4()}, **kwargs)
        self.unseen = {"key": uuid4}
        self.helper = helper("key", "kind", "file", submit=_("Attach the file"))

    def values(self) -> dict:
        """What actions.files.attach takes, but for the order, who and when."""
        given, file = self.cleaned_data, self.cleaned_data["file"]
        return {"key": given["key"], "kind": given["kind"], "name": file.name, "content": file.read()}
