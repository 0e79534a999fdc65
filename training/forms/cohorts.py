"""Set up a cohort, and add seats that a grant pays for."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.forms.municipalities import by_county
from peersupport.directory.models import County, Membership, Municipality, Organisation
from peersupport.shared.forms import (
    FIRST_DAY,
    DayField,
    LineField,
    choose_the_only_one,
    helper,
    idempotency_field,
    version_field,
)
from programs.models import Cohort, FundingSource, OrderLine, Programme, Track
from programs.selectors import price_of
from training.models import ScheduleTemplate
from training.rules import USUAL_SHAPES

MOST_SEATS = 200
A_YEAR = timedelta(weeks=52)  # so that each weekday stays


class Leaders(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, membership: Membership) -> str:
        return f"{membership.user}, {membership.organisation}"


class SetUp(forms.Form):
    """A cohort's plan. A regional coordinator sets up cohorts of their own host only."""

    key = idempotency_field()
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))
    host = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Host"),
        help_text=_("The association that runs the cohort and answers for the participants' data."),
    )
    name = LineField(
        label=_("Name"), max_length=80, help_text=_("As people speak of it, like “Stockholm autumn 2026”.")
    )
    track = forms.ChoiceField(label=_("Track"), choices=Track, widget=forms.RadioSelect)
    county = forms.ModelChoiceField(County.objects.order_by("sort_name"), label=_("County"), empty_label=_("Choose"))
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(), label=_("Municipality"), required=False, empty_label=_("The whole county")
    )
    place = LineField(label=_("Place"), max_length=120, required=False, help_text=_("Room and address."))
    starts_on = DayField(
        label=_("First day"),
        help_text=_("The other days follow. Red days are marked, and you decide what to do with them."),
    )
    shape = forms.ChoiceField(label=_("Schedule"), required=False)
    capacity = forms.IntegerField(label=_("Number of seats"), min_value=1, max_value=MOST_SEATS)
    seat_price = forms.DecimalField(
        label=_("Price per seat, kronor"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
        localize=True,
        help_text=_("Without VAT. Leave empty for the price in the list of that year."),
    )
    leaders = Leaders(Membership.objects.none(), label=_("Course leaders"), required=False)

    def __init__(self, *args, membership: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        hosts = Organisation.objects.hosts().order_by("sort_name")
        leading = Membership.objects.open().filter(role=Role.COURSE_LEADER).select_related("user", "organisation")
        if membership.role != Role.NATIONAL_COORDINATOR:
            hosts = hosts.filter(pk=membership.organisation_id)
            leading = leading.filter(organisation=membership.organisation_id)
        self.fields["programme"].queryset = Programme.objects.filter(is_open=True).order_by("name")
        self.fields["host"].queryset = hosts
        for several in ("programme", "host"):
            choose_the_only_one(self.fields[several])
        self.fields["leaders"].queryset = leading.order_by("organisation__sort_name", "user__given_name", "pk")
        self.fields["municipality"].choices = by_county(self.fields["municipality"].empty_label)
        saved = ScheduleTemplate.objects.visible_to(membership).order_by("name", "pk")
        self.shapes = USUAL_SHAPES | {str(template.pk): (template.name, template.shape) for template in saved}
        shapes = [(code, label) for code, (label, _shape) in self.shapes.items()]
        self.fields["shape"].choices = [("", _("As the programme says")), *shapes]
        self.helper = helper(*self.fields, submit=_("Save as draft"))

    def clean(self) -> dict:
        cleaned = super().clean()
        county, municipality = cleaned.get("county"), cleaned.get("municipality")
        if county and municipality and municipality.county_id != county.pk:
            self.add_error("municipality", _("The municipality lies in another county."))
        if cleaned.get("seat_price") is None and "seat_price" not in self.errors and cleaned.get("programme"):
            cleaned["seat_price"] = _listed_price(cleaned)
        return cleaned

    def values(self) -> dict:
        """What actions.cohorts.set_up takes, but for who and when."""
        chosen = dict(self.cleaned_data)
        chosen["leaders"] = [membership.user for membership in chosen["leaders"]]
        _label, chosen["shape"] = self.shapes.get(chosen["shape"], ("", None))
        return chosen


class Copy(forms.Form):
    """A new cohort like one there is: its name and what may have changed since."""

    key = idempotency_field()
    name = LineField(
        label=_("Name"), max_length=80, help_text=_("As people speak of it, like “Stockholm autumn 2026”.")
    )
    starts_on = DayField(
        label=_("First day"), help_text=_("The other days follow in the same rhythm. Red days are marked.")
    )
    place = LineField(label=_("Place"), max_length=120, required=False, help_text=_("Room and address."))
    capacity = forms.IntegerField(label=_("Number of seats"), min_value=1, max_value=MOST_SEATS)
    seat_price = forms.DecimalField(
        label=_("Price per seat, kronor"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
        localize=True,
        help_text=_("Without VAT. Leave empty for the price in the list of that year."),
    )
    leaders = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Course leaders"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, cohort: Cohort, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.fields["leaders"].queryset = able_to_lead(cohort)
        self.helper = helper(*self.fields, submit=_("Save as draft"))

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.cohort.programme.is_open:
            raise forms.ValidationError(_("The programme is closed, so no new cohort can be set up in it."))
        if cleaned.get("seat_price") is None and "seat_price" not in self.errors:
            cleaned["seat_price"] = _listed_price(
                {"programme": self.cohort.programme, "host": self.cohort.host, "starts_on": cleaned.get("starts_on")}
            )
        return cleaned

    def values(self) -> dict:
        """What actions.cohorts.set_up takes, but for who and when."""
        same = ("programme", "host", "track", "county", "municipality")
        others = {"co_hosts": self.cohort.co_hosts.all(), "like": self.cohort}
        return {name: getattr(self.cohort, name) for name in same} | others | self.cleaned_data


def initial_of_copy(cohort: Cohort) -> dict:
    """A year on, on the same weekday, with the leaders there are. One query, for them."""
    return {
        "starts_on": cohort.starts_on + A_YEAR,
        "place": cohort.place,
        "capacity": cohort.capacity,
        "leaders": list(cohort.leaders.values_list("user", flat=True)),
    }


def able_to_lead(cohort: Cohort) -> QuerySet:
    """The course leaders of a cohort's host and co-hosts."""
    hosts = Q(organisation=cohort.host_id) | Q(organisation__in=cohort.co_hosts.all())
    leading = Membership.objects.open().filter(hosts, role=Role.COURSE_LEADER)
    return User.objects.filter(pk__in=leading.values("user")).order_by("given_name", "family_name", "pk")


def _listed_price(plan: dict) -> Decimal:
    """What a seat costs in the year in which the cohort starts, and at its host."""
    on = plan.get("starts_on") or FIRST_DAY  # without a first day the form is refused anyway
    return price_of(programme=plan["programme"], kind=OrderLine.Kind.SEATS, on=on, host=plan.get("host")).unit_price


class Change(forms.Form):
    """What may change of a cohort that is set up: its days, host, county and track stay."""

    version = version_field()
    name = LineField(label=_("Name"), max_length=80)
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Municipality"), required=False, empty_label=_("The whole county")
    )
    place = LineField(label=_("Place"), max_length=120, required=False, help_text=_("Room and address."))
    capacity = forms.IntegerField(label=_("Number of seats"), min_value=1, max_value=MOST_SEATS)
    seat_price = forms.DecimalField(
        label=_("Price per seat, kronor"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        localize=True,
        help_text=_("Without VAT. Orders keep the price that they were told."),
    )
    release_on = DayField(
        label=_("Unused seats are asked back on"),
        required=False,
        help_text=_("Orderers then say whether they keep each seat. Leave empty if the seats shouldn't be asked back."),
    )
    leaders = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Course leaders"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see the participants. Whoever you take away sees them no longer."),
    )

    def __init__(self, *args, cohort: Cohort, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = Municipality.objects.filter(county=cohort.county_id).order_by(
            "sort_name"
        )
        self.fields["leaders"].queryset = able_to_lead(cohort)
        self.helper = helper(*self.fields, submit=_("Save the changes"))


def initial_of(cohort: Cohort) -> dict:
    """A cohort as its form shows it. One query, for the leaders."""
    return {
        "version": cohort.version,
        "name": cohort.name,
        "municipality": cohort.municipality_id,
        "place": cohort.place,
        "capacity": cohort.capacity,
        "seat_price": cohort.seat_price,
        "release_on": cohort.release_on,
        "leaders": list(cohort.leaders.values_list("user", flat=True)),
    }


class FundSeats(forms.Form):
    """Seats that no order pays for: a source of the programme that is known, or a new one."""

    key = idempotency_field()
    source = forms.ModelChoiceField(
        FundingSource.objects.none(),
        label=_("Paid by"),
        required=False,
        empty_label=_("A new source, as follows"),
    )
    kind = forms.ChoiceField(label=_("Kind of the new source"), choices=FundingSource.Kind)
    funder = LineField(label=_("Funder"), max_length=120, required=False)
    granted_on = DayField(label=_("Granted on"), required=False)
    count = forms.IntegerField(label=_("Number of seats"), min_value=1, max_value=MOST_SEATS)
    helper = helper("key", "source", "kind", "funder", "granted_on", "count", submit=_("Add seats"))

    def __init__(self, *args, cohort: Cohort, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        known = FundingSource.objects.filter(programme=cohort.programme_id)
        self.fields["source"].queryset = known.order_by("funder", "-granted_on", "pk")
        self.fields["source"].label_from_instance = _source_label

    def clean(self) -> dict:
        cleaned = super().clean()
        if not {"source", "funder"} & set(self.errors) and not cleaned["source"] and not cleaned["funder"]:
            self.add_error("funder", _("Choose a source above, or write who pays."))
        return cleaned


def _source_label(source: FundingSource) -> str:
    return f"{source} {source.granted_on}" if source.granted_on else str(source)
