"""Days without supervision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, helper, idempotency_field


class AgreeOnAbsence(forms.Form):
    key = idempotency_field()
    begins_on = DayField(label=_("First day off"))
    ends_on = DayField(label=_("Last day off"))
    helper = helper("key", "begins_on", "ends_on", submit=_("Note the days"))
