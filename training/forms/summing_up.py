"""That a summing-up interview was held."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.models import User
from peersupport.shared.forms import DayField, helper


class SummingUpForm(forms.Form):
    """The day, and one of those who may have held it."""

    held_on = DayField(label=_("Held on"))
    held_by = forms.ModelChoiceField(User.objects.none(), label=_("With"), empty_label=None)
    helper = helper("held_on", "held_by", submit=_("Note that you have talked"))

    def __init__(self, *args, able: QuerySet[User], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_by"].queryset = able
