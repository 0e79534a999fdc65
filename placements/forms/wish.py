"""What somebody wishes for at work, and what a workplace has room for: choices, numbers and days alone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.forms.municipalities import by_county
from peersupport.directory.models import Municipality
from peersupport.shared.forms import DayField, Fold, helper, version_field
from placements.forms.fields import Chips
from placements.models import Opening, Workplace, WorkWish


def _percent(label) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=100)


class WishForm(forms.Form):
    """Somebody's own. ``places``: the workplaces that they can leave out."""

    version = version_field()
    kinds = forms.MultipleChoiceField(
        label=_("Where would you like to work?"),
        choices=Workplace.Kind,
        required=False,
        widget=Chips,
        help_text=_("Choose as many as you like, or none if any will do."),
    )
    not_kinds = forms.MultipleChoiceField(
        label=_("Where would you rather not work?"), choices=Workplace.Kind, required=False, widget=Chips
    )
    avoids = forms.ModelMultipleChoiceField(
        Workplace.objects.none(),
        label=_("Places that I don't want to be proposed to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody asks why, and the workplaces are not told."),
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(), label=_("From where do you start?"), required=False
    )
    km = forms.TypedChoiceField(
        label=_("How far can you travel?"),
        choices=[("", _("However far")), *WorkWish.Reach.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("In a straight line between municipalities. The road is longer."),
    )
    percent_least = _percent(_("At least how much of full time, in percent"))
    percent_most = _percent(_("At most how much of full time, in percent"))
    from_on = DayField(label=_("From which day?"), required=False, help_text=_("Leave it empty if you can start now."))
    until = DayField(
        label=_("Show it until and with"), help_text=_("After that day it is erased, or as soon as you say so.")
    )
    shares = forms.BooleanField(label=_("Yes, coordinators of my association may see this until then"))
    helper = helper(
        "version",
        "kinds",
        "not_kinds",
        Fold(_("Places that I don't want to be proposed to"), "avoids"),
        "municipality",
        "km",
        "percent_least",
        "percent_most",
        "from_on",
        "until",
        "shares",
        submit=_("Save and show my wishes"),
    )

    def __init__(self, *args, places, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["avoids"].queryset = places
        self.fields["municipality"].choices = by_county(_("Choose"))

    def clean(self) -> dict:
        given = super().clean()
        given.pop("shares", None)
        return given


class NoteWishForm(WishForm):
    """What a coordinator writes down for somebody who has no account."""

    kinds = forms.MultipleChoiceField(
        label=_("Where would they like to work?"), choices=Workplace.Kind, required=False, widget=Chips
    )
    not_kinds = forms.MultipleChoiceField(
        label=_("Where would they rather not work?"), choices=Workplace.Kind, required=False, widget=Chips
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(), label=_("From where do they start?"), required=False
    )
    shares = forms.BooleanField(label=_("They have said that coordinators may see this until then"))
    helper = helper(*WishForm.helper.layout.fields, submit=_("Save what they wish for"))


def wish_of(wish: WorkWish | None, **otherwise) -> dict:
    """Somebody's wishes as their form shows them; ``otherwise`` where they have none yet."""
    if wish is None:
        return {"version": 1, "percent_least": 50, "percent_most": 100, **otherwise}
    names = [name for name in WishForm.base_fields if name not in ("shares", "avoids")]
    shown = {name: getattr(wish, name) for name in names}
    shown |= {"municipality": wish.municipality_id, "shares": True}  # that the row is there is their yes
    return {**shown, "avoids": [place.pk for place in wish.avoids.all()]}


class OpeningForm(forms.Form):
    version = version_field()
    places = forms.IntegerField(label=_("How many more peer supporters?"), min_value=1, max_value=20)
    percent_least = _percent(_("At least how much of full time, in percent"))
    percent_most = _percent(_("At most how much of full time, in percent"))
    from_on = DayField(label=_("From which day?"), required=False, help_text=_("Leave it empty if they can start now."))
    helper = helper("version", "places", "percent_least", "percent_most", "from_on", submit=_("Save what we wish for"))


def opening_of(opening: Opening | None) -> dict:
    """What a workplace wishes for as its form shows it."""
    if opening is None:
        return {"version": 1, "places": 1, "percent_least": 50, "percent_most": 100}
    return {name: getattr(opening, name) for name in OpeningForm.base_fields}
