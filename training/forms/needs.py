"""What a course needs to know."""

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from peersupport.shared.forms import LineField, helper, version_field
from programs.models import Cohort
from training.forms.apply import PhoneField
from training.models import CourseNeeds, Participation

TOLD = ("food", "access", "contact_name", "contact_phone", "income_solved")


class Needs(forms.Form):
    """All of it is for the participant to say, or not to."""

    version = version_field()
    food = LineField(
        label=_("Is there something that you don't eat?"),
        help_text=_("For example vegetarian, no nuts."),
        max_length=200,
        required=False,
    )
    access = LineField(
        label=_("Do you need something to be able to take part?"),
        help_text=_("For example a lift, a hearing loop, longer breaks. Say what, not why."),
        max_length=300,
        required=False,
    )
    contact_name = LineField(
        label=_("Somebody we may phone if you need it"),
        help_text=_("Whoever you choose, and have asked."),
        max_length=100,
        required=False,
    )
    contact_phone = PhoneField(label=_("Their phone"), max_length=20, required=False)
    income_solved = forms.ChoiceField(
        label=_("Do you have something to live on during the course?"),
        help_text=_("Yes or not yet is all we want to know. We can help you ask."),
        choices=CourseNeeds.Solved,
        widget=forms.RadioSelect,
        required=False,
    )
    helper = helper("version", *TOLD)


def initial_needs(needs: CourseNeeds | None) -> dict:
    needs = needs or CourseNeeds()
    return {"version": needs.version, **{name: getattr(needs, name) for name in TOLD}}


class Leave(forms.Form):
    """Why somebody leaves, in a code."""

    left_for = forms.ChoiceField(
        label=_("Why?"),
        help_text=_("For our own statistics. Nothing about health, and nobody outside sees it."),
        choices=Participation.LeftFor.to_choose,
        widget=forms.RadioSelect,
    )
    helper = helper("left_for", submit=_("Note that the person has left"))


class GoOn(forms.Form):
    """In which later cohort somebody goes on."""

    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("In which cohort?"), empty_label=_("Choose"))

    def __init__(self, *args, cohorts: QuerySet[Cohort], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts
        self.fields["cohort"].label_from_instance = _with_room
        self.helper = helper("cohort", submit=_("Move to this cohort"))


def _with_room(cohort: Cohort) -> str:
    left = ngettext("%(left)s seat left", "%(left)s seats left", cohort.seats_left) % {"left": cohort.seats_left}
    return f"{cohort.name}, {date_format(cohort.starts_on, 'j F Y')}, {left}"
