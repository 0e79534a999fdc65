"""Who pays for a draft, and under which agreement it is ordered."""

from django import forms
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from programs.forms.drafts import DraftPayer
from programs.models import Agreement, Order

PURCHASE = 2  # the place of that group in DraftPayer's layout


class DraftPayerAndAgreement(DraftPayer):
    """What DraftPayer asks, and one of the orderer's agreements where there are any, with what to know of each."""

    def __init__(self, *args, order: Order, offered: list[tuple[Agreement, list[str]]], **kwargs) -> None:
        super().__init__(*args, order=order, **kwargs)
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
