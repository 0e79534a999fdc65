"""Which sessions somebody can't come to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from training.models import CourseSession


class CantCome(forms.Form):
    """``sessions``: those that are to come, in order, which the participant ticks or unticks."""

    sessions = forms.TypedMultipleChoiceField(
        label=_("When can't you come?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of them has begun already. Look through the list again.")},
    )

    def __init__(self, *args, sessions: list[CourseSession], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sessions"].choices = [(one.pk, one.get_part_display()) for one in sessions]
