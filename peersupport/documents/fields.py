"""A file in a form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.documents.uploads import ACCEPTED


class UploadField(forms.FileField):
    """A file to attach. Whether it is taken, its bytes decide: uploads.columns_of, which the action asks."""

    def __init__(self, **kwargs) -> None:
        usual = {
            "label": _("File"),
            "widget": forms.FileInput(attrs={"accept": ACCEPTED}),
            "allow_empty_file": True,
            "error_messages": {"required": _("Choose a file of at most 10 MB.")},
            "max_length": 255,
        }
        super().__init__(**usual | kwargs)

    def has_changed(self, initial, data) -> bool:  # noqa: ARG002 - Django's signature
        """No page shows a file again, so none says that it differs from what is stored."""
        return False
