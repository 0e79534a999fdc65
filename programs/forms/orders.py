"""Answering orders, and calling them off."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Membership
from peersupport.shared.forms import LineField, helper
from programs.forms.drafts import CarriesUnseen
from programs.models import Cohort, Order, OrderLine


class PlaceLine(forms.Form):
    """Which of the cohorts that suit a waiting line it is to be placed in."""

    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("Cohort"), empty_label=None)

    def __init__(self, *args, line: OrderLine, membership: Membership, **kwargs) -> None:
        super().__init__(*args, prefix=f"line{line.pk}", **kwargs)
        self.fields["cohort"].queryset = Cohort.objects.managed_by(membership).with_room_for(line)
        self.helper = helper("cohort", submit=_("Place in the cohort"))
        self.helper.form_tag = False


class CancelOrder(CarriesUnseen):
    """One button, and what it was said to cost: nobody pays more than they read."""

    fee = forms.DecimalField(widget=forms.HiddenInput, min_value=0, max_digits=12, decimal_places=2)

    def __init__(self, *args, fee: Decimal, submit=_("Call off the order"), **kwargs) -> None:
        super().__init__(*args, initial={"fee": fee}, **kwargs)
        self.unseen = {"fee": lambda: fee}
        self.helper = helper("fee", submit=submit)
        self.helper.inputs[0].field_classes = "btn btn-danger btn-lg"

    def tell(self, fee: Decimal) -> None:
        """Show what it costs now: sent again, the form agrees to it."""
        self.data = self.data.copy()
        self.data["fee"] = str(fee)


class LowerFee(forms.Form):
    """How much of the price calling off costs at most, and why."""

    percent = forms.IntegerField(
        label=_("Percent of the price"),
        min_value=0,
        max_value=99,
        help_text=_("0 if it shall cost nothing."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    reason = LineField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The orderer reads it on the order's page. Write nothing about a person."),
    )
    helper = helper("percent", "reason", submit=_("Lower the cost"))


class DeclineOrder(forms.Form):
    """Why we say no, to be read by the orderer."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Order.DeclineReason, widget=forms.RadioSelect)
    words = LineField(
        label=_("A sentence to the orderer"),
        max_length=300,
        required=False,
        help_text=_("They read it on the order's page. Write no names."),
    )
    helper = helper("reason", "words", submit=_("Decline the order"))
