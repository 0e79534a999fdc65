"""An open basis's references, and which lines of a locked one to credit."""

from collections.abc import Iterable

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import LineField, helper, version_field
from programs.models import Charge, InvoiceBasis


class References(forms.Form):
    """What the payer's accounts department finds the invoice by."""

    version = version_field()
    buyer_reference = LineField(
        label=_("Buyer reference"),
        max_length=60,
        required=False,
        help_text=_("The code that the payer asks for, and nothing else: no “Ref:”, no name."),
    )
    order_reference = LineField(
        label=_("Order reference"), max_length=60, required=False, help_text=_("The payer's own order number.")
    )
    contract_reference = LineField(label=_("Contract reference"), max_length=60, required=False)
    invoicing_object = LineField(label=_("Invoiced object"), max_length=60, required=False)

    helper = helper("version", *InvoiceBasis.REFERENCES, submit=_("Save the references"))


class Credit(forms.Form):
    """Which lines are given back: all that aren't yet, unless others are chosen; and whether they are owed anew."""

    lines = forms.MultipleChoiceField(label=_("Lines to credit"), widget=forms.CheckboxSelectMultiple)
    anew = forms.BooleanField(
        label=_("Charge them anew"),
        required=False,
        initial=True,
        help_text=_("To whoever pays for them now, the next time you collect. Without the tick nobody pays."),
    )

    helper = helper("lines", "anew", submit=_("Credit the lines"))

    def __init__(self, *args, charges: Iterable[Charge], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        left = [charge for charge in charges if not charge.credited]
        self.fields["lines"].choices = [(str(charge.pk), _shown(charge)) for charge in left]
        self.fields["lines"].initial = [str(charge.pk) for charge in left]

    @property
    def chosen(self) -> set[int]:
        return {int(pk) for pk in self.cleaned_data["lines"]}


def initial_of(basis: InvoiceBasis) -> dict:
    return {name: getattr(basis, name) for name in ("version", *InvoiceBasis.REFERENCES)}


def _shown(charge: Charge) -> str:
    what = charge.seat.number if charge.seat else f"{charge.line.order.number}, {charge.occasion}"
    return f"{what}: {number_format(charge.net, decimal_pos=2, force_grouping=True)} kr"
