"""A course or a network meeting; hours that others gave; what people want to learn more about."""

from datetime import datetime
from decimal import Decimal

from crispy_forms.layout import Div
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peersupport.directory.models import Organisation
from peersupport.shared.forms import (
    DayField,
    LineField,
    TextField,
    TimeField,
    choose_the_only_one,
    helper,
    idempotency_field,
    version_field,
)
from placements.forms.fields import Chips
from placements.models import Education, EducationNeed

MOST_PLACES = 500
MOST_HOURS = 100


def hours_field(**kwargs) -> forms.DecimalField:
    return forms.DecimalField(
        max_digits=4, decimal_places=1, max_value=MOST_HOURS, localize=True, widget=forms.TextInput, **kwargs
    )


class EducationForm(forms.Form):
    """Its fields; who gives it, and a token, come with a new one, and the version with a change."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Education.Kind, widget=forms.RadioSelect)
    title = LineField(label=_("Title"), max_length=120)
    description = TextField(
        label=_("What it is about"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you do, and what to bring."),
    )
    day = DayField(label=_("Day"))
    begins = TimeField(label=_("Begins at"))
    ends = TimeField(label=_("Ends at"))
    place = LineField(
        label=_("Place"), max_length=120, help_text=_("An address, or where to find the link to a video meeting.")
    )
    hours = hours_field(
        label=_("Hours that count"), min_value=0, help_text=_("Towards the renewal of a certificate. 0 for none.")
    )
    capacity = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        help_text=_("Leave empty when there is room for everybody."),
    )
    for_everybody = forms.BooleanField(label=_("For peer supporters in the whole country"), required=False)

    def clean(self) -> dict:
        """The day and its two times become ``starts_at`` and ``ends_at``."""
        given = super().clean()
        day, begins, ends = (given.get(name) for name in ("day", "begins", "ends"))
        if day and begins and ends and ends <= begins:
            self.add_error("ends", _("It has to end after it begins."))
        return given

    def what(self) -> dict:
        """The fields of an Education that the form gives, once it is valid."""
        given = dict(self.cleaned_data)
        day, begins, ends = (given.pop(name) for name in ("day", "begins", "ends"))
        given["starts_at"] = timezone.make_aware(datetime.combine(day, begins))
        given["ends_at"] = timezone.make_aware(datetime.combine(day, ends))
        return given

    def lay_out(self, *first: str, submit) -> None:
        times = Div("begins", "ends", css_class="row2")
        size = Div("hours", "capacity", css_class="row2")
        rows = ("kind", "title", "description", "day", times, "place", size, "for_everybody")
        self.helper = helper(*first, *rows, submit=submit)


class NewEducation(EducationForm):
    key = idempotency_field()
    host = forms.ModelChoiceField(Organisation.objects.none(), label=_("Given by"))

    def __init__(self, *args, hosts, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = hosts
        choose_the_only_one(self.fields["host"])
        self.lay_out("key", "host", submit=_("Open for sign-up"))


class ChangeEducation(EducationForm):
    version = version_field()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lay_out("version", submit=_("Save the changes"))


def initial_of(education: Education) -> dict:
    """An education as its form shows it."""
    begins, ends = timezone.localtime(education.starts_at), timezone.localtime(education.ends_at)
    names = ("version", "kind", "title", "description", "place", "hours", "capacity", "for_everybody")
    times = {"day": begins.date(), "begins": begins.time(), "ends": ends.time()}
    return {**{name: getattr(education, name) for name in names}, **times}


class ReportHours(forms.Form):
    """Something that somebody else gave."""

    key = idempotency_field()
    what = LineField(
        label=_("What was it?"),
        max_length=120,
        help_text=_("The name of the course and who gave it. Write nothing about anybody's health."),
    )
    held_on = DayField(label=_("Day"))
    hours = hours_field(label=pgettext_lazy("that were learned", "Hours"), min_value=Decimal("0.5"))
    helper = helper("key", "what", Div("held_on", "hours", css_class="row2"), submit=_("Report the hours"))


class RaiseNeed(forms.Form):
    """Themes alone: nothing tells whose they were."""

    key = idempotency_field()
    themes = forms.MultipleChoiceField(
        label=_("What do people want to learn more about?"), choices=EducationNeed.Theme, widget=Chips
    )
    helper = helper("key", "themes", submit=_("Send the wishes"))
