"""A mark of a programme's own."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import LineField, helper, version_field
from training.models import AttendanceStatus

LONGEST, MOST = 14, 99


class Status(forms.Form):
    """A new one says what it counts for; one that is there has a ``version`` and may be ``retired``."""

    version = version_field()
    name = LineField(label=_("Name in Swedish"), max_length=LONGEST, help_text=_("Short: it stands on a button."))
    name_en = LineField(label=_("Name in English"), max_length=LONGEST, required=False)
    share = forms.TypedChoiceField(
        label=_("How does it count?"),
        help_text=_("This can't be changed later."),
        choices=AttendanceStatus.Share,
        coerce=Decimal,
        widget=forms.RadioSelect,
    )
    is_excused = forms.BooleanField(label=_("It counts as excused"), required=False)
    shape = forms.ChoiceField(label=_("Shape"), choices=AttendanceStatus.Shape, widget=forms.RadioSelect)
    position = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=MOST)
    retired = forms.BooleanField(
        label=_("Retired"), required=False, help_text=_("It stays where it was given, and isn't chosen any more.")
    )

    def __init__(self, *args, status: AttendanceStatus | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("version", "retired") if status is None else ("share", "is_excused"):
            del self.fields[name]
        self.helper = helper(*self.fields, submit=_("Save the mark"))


def initial_of(status: AttendanceStatus) -> dict:
    return {name: getattr(status, name) for name in ("version", "name", "name_en", "shape", "position", "retired")}
