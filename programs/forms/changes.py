"""A sent order changed: its details, the number of seats, and who pays for part of a line."""

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Membership, Organisation
from peersupport.shared.forms import LineField, helper, version_field
from programs.forms.drafts import CarriesUnseen, DraftPayer, payers_for, quantity_field
from programs.forms.payer import Funds, initial_funds
from programs.models import Order, OrderLine
from programs.selectors import Fee

REFERENCES = ("reference", "reference_later", "order_reference", "contract_reference", "invoicing_object")


class OrderDetails(DraftPayer):
    """What DraftPayer asks, of an order that is sent; once it is answered, its orderer changes the references alone."""

    def __init__(self, *args, order: Order, only_references: bool, **kwargs) -> None:
        super().__init__(*args, order=order, **kwargs)
        if only_references:
            self.fields = {name: self.fields[name] for name in ("version", *REFERENCES)}
            others = Div("order_reference", "contract_reference", css_class="row2")
            rows = ("version", "reference", "reference_later", others, "invoicing_object")
            self.helper = helper(*rows, submit=_("Save the changes"))
        else:
            self.helper.inputs[0].value = _("Save the changes")


class LineQuantity(CarriesUnseen):
    """Another number, and what each seat given back was said to cost: nobody pays more than they read."""

    version = version_field()
    fee = forms.DecimalField(widget=forms.HiddenInput, min_value=0, max_digits=12, decimal_places=2)
    quantity = quantity_field()

    def __init__(self, *args, line: OrderLine, fee: Fee, **kwargs) -> None:
        shown = {"version": line.order.version, "fee": fee.amount, "quantity": line.quantity}
        super().__init__(*args, initial=shown, **kwargs)
        self.unseen = {"fee": lambda: fee.amount}
        if line.kind != OrderLine.Kind.SEATS:
            self.fields["quantity"].label = line.get_kind_display()
        self.helper = helper("version", "fee", "quantity", submit=_("Save the changes"))

    def tell(self, fee) -> None:
        """Show what a seat costs now: sent again, the form agrees to it."""
        self.data = self.data.copy()
        self.data["fee"] = str(fee)


class CaseNumber(forms.Form):
    """Under which number an order is registered with us."""

    version = version_field()
    our_case_number = LineField(label=_("Our case number"), max_length=40, required=False)
    helper = helper("version", "our_case_number", submit=_("Save the number"))


def initial_case_number(order: Order) -> dict:
    return {"version": order.version, "our_case_number": order.our_case_number}


class SplitLine(Funds):
    """How many somebody else pays for, and who; or the same from other money."""

    version = version_field()
    quantity = quantity_field()
    cost_bearer = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Who pays for them?"), empty_label=_("Choose")
    )
    buyer_reference = LineField(
        label=_("Their reference"),
        max_length=60,
        required=False,
        help_text=_("If it is another than the order's. Write no names."),
    )

    def __init__(self, *args, line: OrderLine, membership: Membership, decides: bool, **kwargs) -> None:
        super().__init__(*args, initial=initial_split(line), **kwargs)
        self.fields["quantity"].label = _("How many of %(all)s?") % {"all": line.quantity}
        who = payers_for(line.order.orderer)
        if decides:
            who = Organisation.objects.visible_to(membership).filter(is_host=False)
        self.fields["cost_bearer"].queryset = who.order_by("sort_name", "pk")
        rows = ("version", "quantity", "cost_bearer", "buyer_reference", "paid_from", "paid_from_note")
        self.helper = helper(*rows, submit=_("Save the changes"))


def initial_split(line: OrderLine) -> dict:
    """What SplitLine begins with: how the line is paid now. Needs its order, with payer and orderer."""
    return {
        "version": line.order.version,
        "cost_bearer": line.is_paid_by,
        "buyer_reference": line.buyer_reference,
        **initial_funds(line),
    }
