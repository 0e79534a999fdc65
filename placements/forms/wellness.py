"""One's own plan, and with whom it is shared."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Membership
from peersupport.shared.forms import DayField, TextField, helper
from placements.forms.support import SomebodyField


def question(label, help_text="") -> TextField:
    return TextField(
        label=label, max_length=1500, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": 4})
    )


class WellnessForm(forms.Form):
    well = question(_("What makes me last in the work?"))
    signs = question(_("How do I notice that it is getting too much?"))
    helps = question(_("What helps then, and what do I want others to do?"))
    helper = helper("well", "signs", "helps", submit=_("Save my plan"))


class ShareForm(forms.Form):
    to = SomebodyField(Membership.objects.none(), label=_("Who may read it?"), widget=forms.RadioSelect)
    until = DayField(label=_("Until and with"), help_text=_("After that day they can't read it any more."))
    helper = helper("to", "until", submit=_("Share my plan"))

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people
        self.fields["to"].empty_label = None
