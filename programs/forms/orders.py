"""Ordering seats: how many, for whom, and under which reference."""

from decimal import Decimal
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from peersupport.accounts.permissions import Role
from peersupport.directory.models import County, Membership, Organisation
from peersupport.shared.forms import LineField, choose_the_only_one, helper, idempotency_field
from programs.models import Cohort, OrderLine, Programme, Track


class OrderForm(forms.Form):
    """What every order needs. A coordinator orders for somebody, an orderer for their own organisation."""

    key = idempotency_field()
    orderer = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Orderer"),
        empty_label=_("Choose"),
        help_text=_("You order on their behalf, for example when they have phoned."),
    )
    quantity = forms.IntegerField(label=_("Number of seats"), min_value=1, max_value=OrderLine.MOST_SEATS)
    reference = LineField(
        label=_("Your reference"),
        max_length=60,
        help_text=_("The code that your invoices need. Write no names."),
    )

    def __init__(self, *args, membership: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.own = membership.organisation
        self.unseen = {"key": uuid4}
        if membership.role == Role.ORDERER:
            del self.fields["orderer"]
        else:
            buyers = Organisation.objects.visible_to(membership).filter(is_host=False)
            self.fields["orderer"].queryset = buyers.order_by("sort_name", "pk")
        self._lay_out()

    def _lay_out(self, *, unseen: tuple[str, ...] = (), asked: tuple[str, ...] = ()) -> None:
        """Unseen fields first: between two that are seen, one would take the air from them."""
        rows = ("key", "price", *unseen, "orderer", "quantity", *asked, "reference")
        self.helper = helper(*(name for name in rows if name in self.fields), submit=_("Send the order"))

    def add_error(self, field, error) -> None:
        """What the form carries unseen is nobody's to put right: the form gets it anew, and says so on top."""
        if field in self.unseen:
            self.data = self.data.copy()
            self.data[field] = str(self.unseen[field]())
            field, error = None, _("The form was damaged on its way here. Check it and send it again.")
        super().add_error(field, error)

    def values(self) -> dict:
        """What actions.orders.place takes, but for who, when and in which cohort."""
        given = self.cleaned_data
        wanted = {name: given[name] for name in ("key", "quantity", "reference")}
        return {**wanted, "orderer": given.get("orderer", self.own)}


class CohortOrder(OrderForm):
    """Seats in one cohort. When they don't fit, the same form asks what to do instead, with what was filled in kept."""

    if_short = forms.ChoiceField(
        label=_("There are not that many seats left"), required=False, widget=forms.RadioSelect
    )
    offered = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=OrderLine.MOST_SEATS)
    price = forms.DecimalField(widget=forms.HiddenInput, min_value=0, max_digits=10, decimal_places=2)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.unseen["price"] = lambda: self.initial["price"]
        self.fields["if_short"].choices = [("wait", ""), ("take", ""), ("nothing", "")]
        offered = self.data.get("offered", "")
        if self.is_bound and offered.isascii() and offered.isdigit() and len(offered) < 5:
            self._ask(int(offered))

    def tell(self, price: Decimal) -> None:
        """Show what a seat costs now, with what has been filled in kept: sent again, the form agrees to it."""
        self.data = self.data.copy()
        self.data["price"] = str(price)

    def offer(self, left: int) -> None:
        """Ask, with what has been filled in kept: wait for all, take those that are left, or order nothing?"""
        self.data = self.data.copy()
        self.data["offered"] = str(left)
        self.data.pop("if_short", None)
        self._ask(left)

    def _ask(self, left: int) -> None:
        """The question stands under the number of seats that it is about."""
        question, wanted = self["if_short"], self.data.get("quantity", "")
        if not left:
            question.label = _("The cohort is full. What do you want?")
        elif wanted.isascii() and wanted.isdigit() and left < int(wanted[:5]):
            words = _("Only %(left)s of %(wanted)s seats are left. What do you want?")
            question.label = words % {"left": left, "wanted": int(wanted)}
        take = ngettext("Take the %(left)s seat that is left", "Take the %(left)s seats that are left", left)
        choices = [
            ("wait", _("Wait for all of them together")),
            ("take", take % {"left": left}),
            ("nothing", _("Order nothing")),
        ]
        self.fields["if_short"].choices = [choice for choice in choices if left or choice[0] != "take"]
        self._lay_out(unseen=("offered",), asked=("if_short",))

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("if_short") == "take" and not cleaned.get("offered"):
            self.add_error("if_short", _("Choose again: the number of seats left was missing."))
        self.fields["if_short"].required = True  # for the eye: who asked for more than are left has to choose
        return cleaned

    @property
    def wants_nothing(self) -> bool:
        return self.cleaned_data["if_short"] == "nothing"

    def values(self) -> dict:
        given = self.cleaned_data
        asked = {"if_short": given["if_short"] or "ask", "offered": given["offered"], "price": given["price"]}
        return {**super().values(), **asked}


class NextOrder(OrderForm):
    """Seats in the next cohort of a county and track, when no open one suits."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))
    county = forms.ModelChoiceField(County.objects.order_by("sort_name"), label=_("County"), empty_label=_("Choose"))
    track = forms.ChoiceField(label=_("Track"), choices=Track, widget=forms.RadioSelect)
    field_order = ("key", "orderer", "programme", "county", "track", "quantity", "reference")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.open().order_by("name")
        choose_the_only_one(self.fields["programme"])
        self.fields["county"].initial = self.own.county_id

    def _lay_out(self) -> None:
        self.helper = helper(*self.fields, submit=_("Stand in line"))

    def values(self) -> dict:
        chosen = {name: self.cleaned_data[name] for name in ("programme", "county", "track")}
        return {**super().values(), **chosen}


class PlaceLine(forms.Form):
    """Which of the cohorts that suit a waiting line it is to be placed in."""

    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("Cohort"), empty_label=None)

    def __init__(self, *args, line: OrderLine, membership: Membership, **kwargs) -> None:
        super().__init__(*args, prefix=f"line{line.pk}", **kwargs)
        self.fields["cohort"].queryset = Cohort.objects.managed_by(membership).with_room_for(line)
        self.helper = helper("cohort", submit=_("Place in the cohort"))
        self.helper.form_tag = False
