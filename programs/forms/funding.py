"""A funding source and its budget."""

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Membership
from peersupport.shared.forms import DayField, LineField, choose_the_only_one, helper, version_field
from programs.models import Agreement, FundingSource, Programme

FACTS = (
    *("kind", "funder", "registry_number", "granted_on", "valid_from", "valid_until", "amount", "target_seats"),
    "agreement",
)


class FundingForm(forms.Form):
    """Its programme is chosen when it is added, and stays."""

    version = version_field()
    programme = forms.ModelChoiceField(Programme.objects.order_by("name"), label=_("Programme"))
    kind = forms.ChoiceField(label=_("Kind"), choices=FundingSource.Kind)
    funder = LineField(label=_("Funder"), max_length=120)
    registry_number = LineField(
        label=_("Registry number"), max_length=60, required=False, help_text=_("The funder's or ours. Write no names.")
    )
    granted_on = DayField(label=_("Granted on"), required=False)
    valid_from = DayField(label=_("Can be used from"), required=False)
    valid_until = DayField(label=_("Can be used until"), required=False)
    amount = forms.DecimalField(
        label=_("Budget in kronor"), min_value=1, max_digits=12, decimal_places=2, required=False, localize=True
    )
    target_seats = forms.IntegerField(
        label=_("Seats that it is to pay for"), min_value=1, max_value=100_000, required=False
    )
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Under the agreement"), required=False, empty_label=_("No agreement")
    )

    def __init__(self, *args, membership: Membership, source: FundingSource | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        agreements = Agreement.objects.visible_to(membership).select_related("orderer").order_by("number", "pk")
        if source is None:
            choose_the_only_one(self.fields["programme"])
        else:
            del self.fields["programme"]
            agreements = agreements.filter(programme=source.programme_id)
        self.fields["agreement"].queryset = agreements
        self.fields["agreement"].label_from_instance = lambda one: f"{one.number}, {one.orderer}"
        period, budget = ("valid_from", "valid_until"), ("amount", "target_seats")
        rows = ("kind", "funder", "registry_number", "granted_on", Div(*period, css_class="row2"))
        known = () if source else ("programme",)
        self.helper = helper("version", *known, *rows, Div(*budget, css_class="row2"), "agreement", submit=_("Save"))

    def values(self) -> dict:
        """What actions.funding takes, but for which version."""
        return {name: self.cleaned_data[name] for name in ("programme", *FACTS) if name in self.fields}


def initial_of(source: FundingSource) -> dict:
    """A funding source as its form shows it."""
    shown = {name: getattr(source, name) for name in ("version", *FACTS) if name != "agreement"}
    return shown | {"agreement": source.agreement_id}
