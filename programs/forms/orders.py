"""Answering orders."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Membership
from peersupport.shared.forms import helper
from programs.models import Cohort, OrderLine


class PlaceLine(forms.Form):
    """Which of the cohorts that suit a waiting line it is to be placed in."""

    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("Cohort"), empty_label=None)

    def __init__(self, *args, line: OrderLine, membership: Membership, **kwargs) -> None:
        super().__init__(*args, prefix=f"line{line.pk}", **kwargs)
        self.fields["cohort"].queryset = Cohort.objects.managed_by(membership).with_room_for(line)
        self.helper = helper("cohort", submit=_("Place in the cohort"))
        self.helper.form_tag = False
