"""The waiting line: how few seats would do, who comes first, and offers made by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Membership
from peersupport.shared.forms import LineField, choose_the_only_one, helper, version_field
from programs.models import Cohort, OrderLine


def at_least_field(line: OrderLine) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Smallest number you accept"),
        help_text=_("Leave it empty if you want all of them together, or none."),
        min_value=1,
        max_value=line.quantity,
        required=False,
    )


class AcceptFewer(forms.Form):
    """The smallest number of seats together that an orderer takes."""

    def __init__(self, *args, line: OrderLine, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at_least"] = at_least_field(line)
        self.helper = helper("at_least")


class Prioritise(forms.Form):
    """Who comes first, and why."""

    version = version_field()
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=OrderLine.Priority, coerce=int, widget=forms.RadioSelect
    )
    reason = LineField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Write no names, and nothing about anybody's health. Coordinators can read it."),
    )
    helper = helper("version", "priority", "reason")


def initial_priority(line: OrderLine) -> dict:
    return {"version": line.order.version, "priority": line.priority, "reason": line.priority_reason}


class MakeOffer(forms.Form):
    """So many seats in one of the cohorts that suit a waiting line."""

    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("Cohort"), empty_label=_("Choose"))
    count = forms.IntegerField(label=_("Number of seats"), min_value=1)

    def __init__(self, *args, line: OrderLine, membership: Membership, **kwargs) -> None:
        super().__init__(*args, initial={"count": line.quantity}, **kwargs)
        suiting = Cohort.objects.managed_by(membership).suiting(line)
        self.fields["cohort"].queryset = suiting.order_by("starts_on", "pk")
        choose_the_only_one(self.fields["cohort"])
        self.fields["count"].max_value = line.quantity
        self.helper = helper("cohort", "count", submit=_("Offer the seats"))
