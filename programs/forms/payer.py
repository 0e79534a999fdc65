"""Who pays for a draft and from which money, and under which agreement it is ordered."""

from django import forms
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import Fold, LineField
from programs.forms.drafts import DraftPayer
from programs.models import Agreement, Order, OrderLine

PURCHASE = 2  # the place of that group in DraftPayer's layout


class Funds(forms.Form):
    """Which money is taken. Nothing chosen is the payer's own budget."""

    paid_from = forms.TypedChoiceField(
        label=_("Paid from"),
        choices=OrderLine.PaidFrom,
        required=False,
        initial=OrderLine.PaidFrom.OWN,
        empty_value=OrderLine.PaidFrom.OWN,
    )
    paid_from_note = LineField(
        label=_("Which grant or project?"),
        max_length=60,
        required=False,
        help_text=_("It stands on the invoice basis. Write no names."),
    )


def initial_funds(line: OrderLine) -> dict:
    return {"paid_from": line.paid_from, "paid_from_note": line.paid_from_note}


class DraftPayerAndAgreement(Funds, DraftPayer):
    """What DraftPayer asks, from which money all is paid, and one of the orderer's agreements where there are any, with
    what to know of each.
    """

    def __init__(
        self, *args, order: Order, line: OrderLine, offered: list[tuple[Agreement, list[str]]], **kwargs
    ) -> None:
        super().__init__(*args, order=order, **kwargs)
        self.initial |= initial_funds(line)
        funds = Fold(_("Paid from a state grant or a project?"), "paid_from", "paid_from_note")
        self.helper.layout.insert(PURCHASE + 1, funds)
        if not offered:
            return
        known = [(agreement.number, " ".join(told)) for agreement, told in offered if told]
        self.fields["agreement"] = forms.ModelChoiceField(
            Agreement.objects.filter(pk__in=[agreement.pk for agreement, _told in offered]).order_by(
                "valid_until", "pk"
            ),
            label=_("Under the agreement"),
            empty_label=_("No agreement"),
            required=False,
            help_text=format_html_join(" ", "{}: {}", known),
        )
        self.initial["agreement"] = order.agreement_id
        self.helper.layout[PURCHASE].append("agreement")

    def values(self) -> dict:
        """What actions.drafts.change_payer takes, but for the order: no agreement where none can be chosen."""
        return {"agreement": None, **self.cleaned_data}
