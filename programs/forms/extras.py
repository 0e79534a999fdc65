"""What a draft has besides seats: staff training, supervision, continuing education."""

from collections.abc import Iterable, Mapping

from crispy_forms.layout import Div
from django import forms
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, Fold, helper, version_field
from programs.models import Order, OrderLine
from programs.selectors import UnitPrice


class DraftExtras(forms.Form):
    """How many of each thing besides seats, and for which period; only what has a price can be asked for."""

    version = version_field()

    def __init__(self, *args, offered: Mapping[str, UnitPrice], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = [str(kind) for kind in offered]
        rows = ["version"]
        for kind, price in offered.items():
            rows += self._asks_for(OrderLine.Kind(kind), price)
        self.helper = helper(*rows, submit=_("Save and go on"))

    def _asks_for(self, kind: OrderLine.Kind, price: UnitPrice) -> list:
        words = _("%(price)s kr each, without VAT") % {"price": floatformat(price.unit_price, "-2g")}
        self.fields[str(kind)] = forms.IntegerField(
            label=kind.label, help_text=words, min_value=0, max_value=OrderLine.MOST_SEATS
        )
        first, last = f"{kind}_from", f"{kind}_to"
        self.fields[first] = DayField(label=_("From"), required=False)
        self.fields[last] = DayField(label=_("To"), required=False)
        if kind == OrderLine.Kind.SUPERVISION:
            self.fields[first].help_text = _("Leave the days empty, and it begins when the course ends.")
        title = _("%(what)s: choose a period") % {"what": kind.label}
        return [str(kind), Fold(title, Div(first, last, css_class="row2"))]

    def values(self) -> dict:
        """What actions.drafts.change_extras takes, but for the order and when."""
        given = self.cleaned_data
        periods = {kind: (given[f"{kind}_from"], given[f"{kind}_to"]) for kind in self.kinds}
        return {
            "version": given["version"],
            "quantities": {kind: given[kind] for kind in self.kinds},
            "periods": periods,
        }


def initial_extras(order: Order, chosen: Iterable[OrderLine], offered: Iterable[str]) -> dict:
    """What DraftExtras begins with: what a draft has already, and nought of the rest."""
    said = {"version": order.version, **{str(kind): 0 for kind in offered}}
    for line in chosen:
        said |= {line.kind: line.quantity, f"{line.kind}_from": line.period_from, f"{line.kind}_to": line.period_to}
    return said
