"""A block of a programme's courses."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import LineField, helper, version_field
from training.models import Module

MOST = 200


class ModuleForm(forms.Form):
    """A new module; ``version`` and ``retired`` only where one is changed."""

    version = version_field()
    number = forms.IntegerField(
        label=_("Number"),
        min_value=1,
        max_value=MOST,
        help_text=_("Day 1 of a new cohort gets module 1, day 2 module 2, and so on."),
    )
    name = LineField(label=_("Name in Swedish"), max_length=80)
    name_en = LineField(label=_("Name in English"), max_length=80, required=False)
    description = LineField(
        label=_("What it is about"), max_length=300, required=False, help_text=_("A sentence or two.")
    )
    retired = forms.BooleanField(
        label=_("Retired"), required=False, help_text=_("It stays where it was taught, and isn't chosen any more.")
    )

    def __init__(self, *args, module: Module | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if module is None:
            del self.fields["version"], self.fields["retired"]
        self.helper = helper(*self.fields, submit=_("Save the module"))


def initial_of(module: Module) -> dict:
    """A module as its form shows it."""
    names = ("version", "number", "name", "name_en", "description", "retired")
    return {name: getattr(module, name) for name in names}
