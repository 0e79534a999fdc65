"""Seats that are held, kept, promised or moved."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Membership, Organisation
from peersupport.shared.forms import DayField, helper, version_field
from programs.models import Cohort, Order, OrderLine, Seat


class KeepSeats(forms.Form):
    """Which of the seats that are asked back the orderer keeps; those without a tick are given back."""

    keep = forms.MultipleChoiceField(
        label=_("Seats that you keep"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those without a tick are given back."),
    )

    def __init__(self, *args, seats: list[Seat], **kwargs) -> None:
        super().__init__(*args, initial={"keep": [seat.pk for seat in seats]}, **kwargs)
        self.fields["keep"].choices = [(seat.pk, seat.number) for seat in seats]
        self.helper = helper("keep", submit=_("Keep the ticked ones"))

    def kept(self) -> set[int]:
        return {int(pk) for pk in self.cleaned_data["keep"]}


class ExtendHold(forms.Form):
    """Until when seats that wait for an answer are held."""

    version = version_field()
    until = DayField(label=_("Hold the seats until"))
    helper = helper("version", "until", submit=_("Hold them longer"))


def initial_hold(order: Order) -> dict:
    return {"version": order.version, "until": order.held_until}


class TransferSeats(forms.Form):
    """How many seats of a line go to which other cohort of the programme."""

    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("To which cohort?"), empty_label=_("Choose"))
    count = forms.IntegerField(label=_("Number of seats"), min_value=1, max_value=OrderLine.MOST_SEATS)

    def __init__(self, *args, line: OrderLine, membership: Membership, **kwargs) -> None:
        super().__init__(*args, initial={"count": line.quantity}, **kwargs)
        mine = Cohort.objects.managed_by(membership).filter(status__in=[Cohort.Status.DRAFT, Cohort.Status.OPEN])
        others = mine.filter(programme=line.order.programme_id).exclude(pk=line.cohort_id)
        self.fields["cohort"].queryset = others.order_by("starts_on", "pk")
        self.helper = helper("cohort", "count", submit=_("Move the seats"))


class PromisePlaces(forms.Form):
    """Places kept for an organisation until a day, before it orders."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Promised to"), empty_label=_("Choose"))
    count = forms.IntegerField(
        label=_("Number of places"),
        min_value=0,
        max_value=OrderLine.MOST_SEATS,
        help_text=_("How many are to be kept in all. Nought lets them go."),
    )
    until = DayField(label=_("Until"))

    def __init__(self, *args, membership: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        buyers = Organisation.objects.visible_to(membership).filter(is_host=False)
        self.fields["organisation"].queryset = buyers.order_by("sort_name", "pk")
        self.helper = helper("organisation", "count", "until", submit=_("Promise the places"))
