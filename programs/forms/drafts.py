"""An order in steps: how many seats, who pays with which references, and whether to send it."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from peersupport.accounts.permissions import Role
from peersupport.directory.models import County, Membership, Organisation
from peersupport.shared.forms import (
    Fold,
    LineField,
    WorkEmailField,
    choose_the_only_one,
    helper,
    idempotency_field,
    version_field,
)
from programs.forms.fields import NamesField
from programs.forms.waiting import at_least_field
from programs.models import Cohort, Order, OrderLine, Programme, Track, Wish


def quantity_field() -> forms.IntegerField:
    return forms.IntegerField(label=_("Number of seats"), min_value=1, max_value=OrderLine.MOST_SEATS)


class CarriesUnseen(forms.Form):
    """A form with hidden values that are nobody's to put right: damaged, it gets them anew, and says so on top."""

    unseen: dict[str, Callable[[], object]]

    def add_error(self, field, error) -> None:
        if field in self.unseen:
            self.data = self.data.copy()
            self.data[field] = str(self.unseen[field]())
            field, error = None, _("The form was damaged on its way here. Check it and send it again.")
        super().add_error(field, error)


class BeginOrder(CarriesUnseen):
    """What begins every order. A coordinator orders for somebody, an orderer for their own organisation."""

    key = idempotency_field()
    orderer = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Orderer"),
        empty_label=_("Choose"),
        help_text=_("You order on their behalf, for example when they have phoned."),
    )
    quantity = quantity_field()

    def __init__(self, *args, membership: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.own = membership.organisation
        self.unseen = {"key": uuid4}
        if membership.role == Role.ORDERER:
            del self.fields["orderer"]
        else:
            buyers = Organisation.objects.visible_to(membership).current().filter(is_host=False)
            self.fields["orderer"].queryset = buyers.order_by("sort_name", "pk")
        self.helper = helper(*self.fields, submit=_("Save and go on"))

    def values(self) -> dict:
        """What actions.drafts.begin takes, but for programme, wish, who and when."""
        given = self.cleaned_data
        return {"key": given["key"], "quantity": given["quantity"], "orderer": given.get("orderer", self.own)}


class BeginOrderForNext(BeginOrder):
    """Seats in the next cohort of a county and track, when no open one suits."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))
    county = forms.ModelChoiceField(County.objects.order_by("sort_name"), label=_("County"), empty_label=_("Choose"))
    track = forms.ChoiceField(label=_("Track"), choices=Track, widget=forms.RadioSelect)
    field_order = ("key", "orderer", "programme", "county", "track", "quantity")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.open().order_by("name")
        choose_the_only_one(self.fields["programme"])
        self.fields["county"].initial = self.own.county_id

    def values(self) -> dict:
        given = self.cleaned_data
        wish = Wish(county=given["county"], track=given["track"])
        return {**super().values(), "programme": given["programme"], "wish": wish}


class DraftSeats(forms.Form):
    """Other seats than a draft said: another number, or another cohort. No cohort means the next one."""

    version = version_field()
    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("Cohort"), required=False)
    quantity = quantity_field()

    def __init__(self, *args, line: OrderLine, membership: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        open_ones = Cohort.objects.visible_to(membership).orderable().filter(programme=line.order.programme_id)
        self.fields["cohort"].queryset = open_ones.order_by("starts_on", "pk")
        where = {"county": line.county.name, "track": line.get_track_display().lower()}
        self.fields["cohort"].empty_label = _("The next one in %(county)s, %(track)s") % where
        self.helper = helper("version", "cohort", "quantity", submit=_("Save and go on"))

    def values(self) -> dict:
        """What actions.drafts.change_wish takes, but for the order."""
        given, line = self.cleaned_data, self.line
        wish = Wish(given["cohort"]) if given["cohort"] else Wish(county=line.county, track=line.track)
        return {"version": given["version"], "quantity": given["quantity"], "wish": wish}


class DraftPayer(forms.Form):
    """Who pays, the references that their invoice needs, and whom we ask about the order."""

    version = version_field()
    payer = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Who pays?"),
        empty_label=None,
        help_text=_("The organisation that the invoice goes to. The references are theirs."),
    )
    reference = LineField(
        label=_("Your reference"),
        max_length=60,
        required=False,
        help_text=_("The code that your invoices need. Write no names."),
    )
    reference_later = forms.BooleanField(label=_("I send the reference later"), required=False)
    order_reference = LineField(label=_("Your order number"), max_length=60, required=False)
    contract_reference = LineField(label=_("Contract number"), max_length=60, required=False)
    invoicing_object = LineField(label=_("Invoicing object"), max_length=60, required=False)
    legal_form = forms.ChoiceField(label=_("Form of purchase"), choices=Order.LegalForm)
    decision = LineField(
        label=_("Number of your decision"),
        max_length=60,
        required=False,
        help_text=_("Your registry number, when the order rests on a decision."),
    )
    decided_by_whom = LineField(
        label=_("Who decided?"),
        max_length=120,
        required=False,
        help_text=_("Who signs for you, by name or role, or the delegation that the decision was made under."),
    )
    workplaces = NamesField(
        label=_("Intended workplaces"),
        most=Order.MOST_WORKPLACES,
        longest=Order.LONGEST_WORKPLACE,
        required=False,
        help_text=_("Names of units, one a line; never of people. You can leave it empty."),
    )
    contact_name = LineField(label=_("Contact person"), max_length=120, required=False)
    contact_email = WorkEmailField(
        label=_("Contact person's e-mail"),
        required=False,
        help_text=_("A shared mailbox is best: it outlives a change of job."),
    )
    contact_phone = LineField(label=_("Contact person's phone"), max_length=40, required=False)

    def __init__(self, *args, order: Order, **kwargs) -> None:
        super().__init__(*args, initial=initial_payer(order), **kwargs)
        self.fields["payer"].queryset = payers_for(order.orderer).order_by("sort_name", "pk")
        others = Div("order_reference", "contract_reference", css_class="row2")
        contact = Div("contact_email", "contact_phone", css_class="row2")
        self.helper = helper(
            "version",
            Fieldset(
                _("The invoice"), "payer", "reference", "reference_later", others, "invoicing_object", css_class="fs"
            ),
            Fieldset(_("The purchase"), Div("legal_form", "decision", css_class="row2"), css_class="fs"),
            Fold(_("Who decided, and for which workplaces?"), "decided_by_whom", "workplaces"),
            Fieldset(_("Whom we ask about the order"), "contact_name", contact, css_class="fs"),
            submit=_("Save and go on"),
        )


def initial_payer(order: Order) -> dict:
    """What DraftPayer begins with: what the draft says, or as contact person the orderer's own who writes it."""
    columns = [name for name in DraftPayer.base_fields if name not in ("payer", "version")]
    said = {name: getattr(order, name) for name in columns}
    untouched = order.status == Order.Status.DRAFT and not (order.reference or order.contact_email)
    own = Membership.objects.open().filter(user=order.placed_by_id, organisation=order.orderer_id)
    if untouched and own.exists():
        said |= {"contact_name": order.placed_by.get_full_name(), "contact_email": order.placed_by.email}
    return {**said, "payer": order.is_paid_by, "version": order.version}


def payers_for(orderer: Organisation):
    """Who may pay for an orderer: itself, what it is a part of, and the region of its county (domain 7.9)."""
    own = Organisation.objects.filter(pk__in=[orderer.pk, orderer.parent_id or orderer.pk])
    if not orderer.county_id:
        return own
    return own | Organisation.objects.current().filter(kind=Organisation.Kind.REGION, county=orderer.county_id)


class SendOrder(CarriesUnseen):
    """The last step. When the seats don't fit it asks what to do instead."""

    version = version_field(required=False)
    price = forms.DecimalField(widget=forms.HiddenInput, min_value=0, max_digits=10, decimal_places=2)
    extras_price = forms.DecimalField(
        widget=forms.HiddenInput, required=False, min_value=0, max_digits=12, decimal_places=2
    )
    offered = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=OrderLine.MOST_SEATS)
    if_short = forms.ChoiceField(
        label=_("There are not that many seats left"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args, line: OrderLine, extras_price: Decimal = Decimal(0), left: str = "", **kwargs) -> None:
        """``left``: so few seats there were, as the address says, when it was sent before. Now it asks what to do."""
        told = {"version": line.order.version, "price": line.unit_price, "extras_price": extras_price}
        super().__init__(*args, initial={**told, "offered": left}, **kwargs)
        self.line, self.unseen = line, {name: lambda value=value: value for name, value in told.items()}
        self.asks = False  # whether it asks what to do instead: wait for all, take those left, or order nothing
        self.found_left: int | None = None  # sent, there were only so many seats
        self.step_to_redo = ""  # the name of the page where that is put right which kept the order from being sent
        self.fields["if_short"].choices = [("wait", ""), ("take", ""), ("nothing", "")]
        if line.cohort_id is None or "at_least" in self.data:
            self._lay_out("at_least")
        else:
            self._lay_out()
        offered = self.data.get("offered", "") if self.is_bound else left
        if offered.isascii() and offered.isdigit() and len(offered) < 5:
            self._ask(int(offered))

    def tell(self, now: Decimal | int, *, of: str) -> None:
        """Carry what a seat, or all else, costs now, or the order's version: sent again, the form agrees to it."""
        self.data = self.data.copy()
        self.data[of] = str(now)

    def _lay_out(self, *asked: str) -> None:
        """Unseen fields first: between two that are seen, one would take the air from them."""
        if self.line.quantity == 1:  # of one there is no smaller number
            asked = tuple(name for name in asked if name != "at_least")
        if "at_least" in asked:
            self.fields["at_least"] = at_least_field(self.line)
        self.helper = helper(*self.unseen, *asked, submit=self._submit())

    def _submit(self) -> str:
        if self.asks:
            return _("Go on")
        return _("Stand in line") if self.line.cohort_id is None else _("Send the order")

    def _ask(self, left: int) -> None:
        self.asks = True
        question = self.fields["if_short"]
        question.required = not self.is_bound  # for the eye: what is sent, clean() judges in its own words
        if not left:
            self["if_short"].label = _("The cohort is full. What do you want?")
        elif left < self.line.quantity:
            words = _("Only %(left)s of %(wanted)s seats are left. What do you want?")
            self["if_short"].label = words % {"left": left, "wanted": self.line.quantity}
        take = ngettext("Take the %(left)s seat that is left", "Take the %(left)s seats that are left", left)
        choices = [
            ("wait", _("Wait in line")),
            ("take", take % {"left": left}),
            ("nothing", _("Order nothing")),
        ]
        self.fields["if_short"].choices = [choice for choice in choices if left or choice[0] != "take"]
        self._lay_out("offered", "if_short", "at_least")

    def clean(self) -> dict:
        cleaned = super().clean()
        chosen = cleaned.get("if_short")
        if self.asks and chosen == "":
            self.add_error("if_short", _("Choose one."))
        elif chosen == "take" and not cleaned.get("offered"):
            self.add_error("if_short", _("Choose again: the number of seats left was missing."))
        self.fields["if_short"].required = True  # for the eye: who asked for more than are left has to choose
        return cleaned

    @property
    def wants_nothing(self) -> bool:
        return self.cleaned_data["if_short"] == "nothing"

    def values(self) -> dict:
        """What actions.drafts.send takes, but for the order, who and when."""
        given = self.cleaned_data
        asked = {"if_short": given["if_short"] or "ask", "offered": given["offered"]}
        told = {name: given[name] for name in self.unseen}
        return {**asked, **told, "at_least": given.get("at_least")}
