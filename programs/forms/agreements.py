"""An agreement, its extension, and what goes on into the next one."""

from crispy_forms.layout import Div
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership, Organisation
from peersupport.shared.forms import (
    DayField,
    LineField,
    choose_the_only_one,
    helper,
    idempotency_field,
    version_field,
)
from programs.forms.fields import RowsField
from programs.models import Agreement, Order, Programme

CEILINGS = ("number", "ceiling_seats", "ceiling_amount")
SIDES = ("kind", "parent", "programme", "orderer", "host")
PERIOD = ("valid_from", "valid_until")
MOST_SEATS = 100_000


class AgreementForm(forms.Form):
    """All of a draft; of an agreement in force only what may still be put right."""

    version = version_field()
    kind = forms.ChoiceField(label=_("Kind"), choices=Agreement.Kind)
    parent = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=_("Called off from the framework agreement"),
        required=False,
        empty_label=_("No agreement"),
        help_text=_("For a call-off only."),
    )
    number = LineField(label=_("Number"), max_length=60, help_text=_("The orderer's or ours. Write no names."))
    programme = forms.ModelChoiceField(Programme.objects.order_by("name"), label=_("Programme"))
    orderer = forms.ModelChoiceField(Organisation.objects.none(), label=_("Orderer"), empty_label=_("Choose"))
    host = forms.ModelChoiceField(Organisation.objects.none(), label=_("Host"))
    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(label=_("Valid until"))
    ceiling_seats = forms.IntegerField(label=_("Ceiling in seats"), min_value=1, max_value=MOST_SEATS, required=False)
    ceiling_amount = forms.DecimalField(
        label=_("Ceiling in kronor, without VAT"),
        min_value=1,
        max_digits=12,
        decimal_places=2,
        required=False,
        localize=True,
    )

    def __init__(self, *args, membership: Membership, agreement: Agreement | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if agreement is not None and agreement.status != Agreement.Status.DRAFT:
            for name in (*SIDES, *PERIOD):
                del self.fields[name]
        else:
            self._offer(membership, agreement)
        rows = [*SIDES[:2], "number", *SIDES[2:], Div(*PERIOD, css_class="row2")]
        left = rows if "kind" in self.fields else ["number"]
        self.helper = helper("version", *left, Div(*CEILINGS[1:], css_class="row2"), submit=_("Save"))

    def _offer(self, membership: Membership, agreement: Agreement | None) -> None:
        frameworks = Agreement.objects.visible_to(membership).filter(kind=Agreement.Kind.FRAMEWORK)
        frameworks = frameworks.exclude(status=Agreement.Status.ENDED).select_related("orderer")
        others = Organisation.objects.visible_to(membership).current().filter(is_host=False)
        hosts = Organisation.objects.hosts()
        if membership.role != Role.NATIONAL_COORDINATOR:
            hosts = hosts.filter(pk=membership.organisation_id)
        self.fields["parent"].queryset = frameworks.order_by("number", "pk")
        self.fields["parent"].label_from_instance = lambda one: f"{one.number}, {one.orderer}"
        self.fields["orderer"].queryset = others.order_by("sort_name", "pk")
        self.fields["host"].queryset = hosts.order_by("sort_name", "pk")
        if agreement is None:
            for several in ("programme", "host"):
                choose_the_only_one(self.fields[several])

    def values(self) -> dict:
        """What actions.agreements takes, but for who, when and which version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def initial_of(agreement: Agreement) -> dict:
    """An agreement as its form shows it."""
    shown = {name: getattr(agreement, name) for name in ("version", "kind", *CEILINGS, *PERIOD)}
    return shown | {name: getattr(agreement, f"{name}_id") for name in ("parent", "programme", "orderer", "host")}


class Extend(forms.Form):
    """Until when, and who has decided it."""

    until = DayField(label=_("Valid until"))
    reference = LineField(
        label=_("Reference"), max_length=60, required=False, help_text=_("Of the decision. Write no names.")
    )
    helper = helper("until", "reference", submit=_("Extend"))


class Cover(forms.Form):
    """Which of the orderer's orders are under the agreement: of those on the page, not one that was sent since."""

    version = version_field()
    shown = RowsField()
    orders = forms.ModelMultipleChoiceField(
        Order.objects.none(),
        label=_("Orders under the agreement"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Orders of the same orderer and programme that are under no other agreement."),
    )
    helper = helper("version", "shown", "orders", submit=_("Save"))

    def __init__(self, *args, agreement: Agreement, membership: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        free = Q(agreement=None) & ~Q(status__in=Order.OVER) | Q(agreement=agreement)
        sides = {"orderer": agreement.orderer_id, "programme": agreement.programme_id}
        offered = Order.objects.visible_to(membership).placed().filter(free, **sides)
        self.fields["orders"].queryset = offered.order_by("-placed_at", "pk")
        self.initial["shown"] = offered.order_by("pk").values_list("pk", flat=True)

    def values(self) -> dict:
        """What actions.agreements.cover takes."""
        given = self.cleaned_data
        offered = self.fields["orders"].queryset.filter(pk__in=given["shown"])
        return {"version": given["version"], "offered": list(offered), "chosen": list(given["orders"])}


def initial_cover(agreement: Agreement, membership: Membership) -> dict:
    covered = Order.objects.visible_to(membership).placed().filter(agreement=agreement)
    return {"version": agreement.version, "orders": list(covered.values_list("pk", flat=True))}


class RollOver(forms.Form):
    """How many unused seats go on, and into which agreement."""

    key = idempotency_field()
    new = forms.ModelChoiceField(Agreement.objects.none(), label=_("Into the agreement"), empty_label=_("Choose"))
    seats = forms.IntegerField(label=_("Number of seats"), min_value=1, max_value=MOST_SEATS)
    helper = helper("key", "new", "seats", submit=_("Roll over"))

    def __init__(self, *args, agreement: Agreement, membership: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].queryset = next_after(agreement, membership)


def next_after(agreement: Agreement, membership: Membership):
    """The agreements of the same two sides that begin later."""
    same = {name: getattr(agreement, name) for name in ("orderer_id", "host_id", "programme_id")}
    later = Agreement.objects.visible_to(membership).filter(**same, valid_from__gt=agreement.valid_from)
    return later.exclude(status=Agreement.Status.ENDED).order_by("valid_from", "pk")
