"""What things cost in a year."""

from decimal import Decimal

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import helper, version_field
from programs.models import OrderLine, PriceList


class PricesForm(forms.Form):
    """A price and its VAT for each kind of thing. A price left empty is not in the list."""

    version = version_field()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in OrderLine.Kind.choices:
            self.fields[f"price_{kind}"] = forms.DecimalField(
                label=_("%(what)s, kronor") % {"what": label},
                min_value=0,
                max_digits=10,
                decimal_places=2,
                required=False,
                localize=True,
            )
            self.fields[f"vat_{kind}"] = forms.ChoiceField(label=_("VAT"), choices=OrderLine.Vat)
        pairs = [Div(f"price_{kind}", f"vat_{kind}", css_class="row2") for kind in OrderLine.Kind.values]
        self.helper = helper("version", *pairs, submit=_("Save the prices"))

    def prices(self) -> dict[str, tuple[Decimal, str]]:
        """What actions.prices.set_year takes."""
        given = self.cleaned_data
        rows = {kind: (given[f"price_{kind}"], given[f"vat_{kind}"]) for kind in OrderLine.Kind.values}
        return {kind: row for kind, row in rows.items() if row[0] is not None}


def initial_of(prices: PriceList | None) -> dict:
    """A year's prices as their form shows them, or an empty year. One query when there are any."""
    shown = {"version": prices.version if prices else 1}
    shown |= {f"vat_{kind}": OrderLine.Vat.EXEMPT.value for kind in OrderLine.Kind.values}
    for row in prices.prices.all() if prices else []:
        shown |= {f"price_{row.kind}": row.unit_price, f"vat_{row.kind}": row.vat}
    return shown
