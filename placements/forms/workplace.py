from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.directory.forms.municipalities import by_county
from peersupport.directory.models import Municipality, Organisation
from peersupport.shared.forms import (
    DayField,
    LineField,
    WorkEmailField,
    choose_the_only_one,
    helper,
    idempotency_field,
    version_field,
)
from placements.forms.fields import Chips
from placements.models import StaffSession, Workplace
from placements.selectors import coordinators
from programs.models import Programme

PHONE = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})


class NewWorkplace(forms.Form):
    """A unit that wants a peer supporter. A region's coordinator adds it to their own host."""

    name = LineField(label=_("Name of the unit"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Workplace.Kind)
    owner = forms.ModelChoiceField(
        label=_("Run by"), queryset=Organisation.objects.current().order_by("sort_name", "pk"), empty_label=_("Choose")
    )
    municipality = forms.ModelChoiceField(label=_("Municipality"), queryset=Municipality.objects.all())
    host = forms.ModelChoiceField(
        label=_("Host"),
        queryset=Organisation.objects.hosts().order_by("sort_name", "pk"),
        help_text=_("The association that prepares the unit."),
    )
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.filter(is_open=True).order_by("name", "pk")
    )
    helper = helper("name", "kind", "owner", "municipality", "host", "programme", submit=_("Add the workplace"))

    def __init__(self, *args, membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        hosts = self.fields["host"]
        if membership.role != Role.NATIONAL_COORDINATOR:
            hosts.queryset = hosts.queryset.filter(pk=membership.organisation_id)
        for several in (hosts, self.fields["programme"]):
            choose_the_only_one(several)
        self.fields["municipality"].choices = by_county(_("Choose"))


class AboutWorkplace(forms.Form):
    """What the unit is, and how large its team."""

    version = version_field()
    name = LineField(label=_("Name of the unit"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Workplace.Kind)
    team_size = forms.IntegerField(
        label=_("People in the team"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("Managers included. The staff sessions are meant to reach them."),
    )
    shifts = forms.MultipleChoiceField(
        label=_("When does the team work?"), choices=Workplace.Shift, required=False, widget=Chips
    )
    helper = helper("version", "name", "kind", "team_size", "shifts", submit=_("Save the unit"))


def about_of(workplace: Workplace) -> dict:
    """A unit as its form shows it."""
    return {name: getattr(workplace, name) for name in AboutWorkplace.base_fields}


class PlanWorkplace(forms.Form):
    """Where a workplace stands, what is next and who sees to it."""

    version = version_field()
    to = forms.ChoiceField(label=_("Where it stands"))
    next_step = LineField(
        label=_("Next step"),
        max_length=120,
        required=False,
        help_text=_("Such as a meeting with the manager. Write nobody's name who is to be placed."),
    )
    next_on = DayField(label=_("By which day"), required=False)
    caretaker = forms.ModelChoiceField(
        label=_("Who sees to it"), queryset=None, required=False, empty_label=_("Nobody yet")
    )
    helper = helper("version", "to", "next_step", "next_on", "caretaker", submit=_("Save the plan"))

    def __init__(self, *args, workplace: Workplace, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        ahead = Workplace.STEPS[workplace.status] & {*Workplace.BY_HAND}
        if workplace.status == Workplace.Status.HAS_PEER:
            ahead = set()  # it rests when the last one leaves
        self.fields["to"].choices = [
            (one.value, one.label) for one in Workplace.Status if one in ahead or one == workplace.status
        ]
        self.fields["caretaker"].queryset = coordinators(workplace.host)


def plan_of(workplace: Workplace) -> dict:
    """A workplace's plan as its form shows it."""
    said = {name: getattr(workplace, name) for name in ("version", "next_step", "next_on")}
    return said | {"to": workplace.status, "caretaker": workplace.caretaker_id}


class NoteTurnover(forms.Form):
    newcomers = forms.IntegerField(
        label=_("How many of the team are new since the latest staff session?"), min_value=1, max_value=1000
    )
    helper = helper("newcomers", submit=_("Note it"))


class NamePeople(forms.Form):
    """Manager and contact person: work details only."""

    version = version_field()
    manager_name = LineField(label=_("Manager"), max_length=120, required=False)
    manager_email = WorkEmailField(
        label=_("Manager's e-mail"),
        required=False,
        help_text=_("A unit manager with this address sees the placements here, as soon as they have an account."),
    )
    manager_phone = LineField(label=_("Manager's phone"), max_length=20, required=False, widget=PHONE)
    contact_name = LineField(
        label=_("Contact person at the workplace"),
        max_length=120,
        required=False,
        help_text=_("The colleague who introduces the peer supporter."),
    )
    contact_email = WorkEmailField(label=_("Contact person's e-mail"), required=False)
    contact_phone = LineField(label=_("Contact person's phone"), max_length=20, required=False, widget=PHONE)
    since = DayField(
        label=_("First day of whoever is new"), required=False, help_text=_("Leave it empty if that is today.")
    )
    is_correction = forms.BooleanField(
        label=_("Nobody is new: I only correct a name"),
        required=False,
        help_text=_("A new manager may mean that the workplace needs a new staff session."),
    )
    helper = helper(
        "version",
        "manager_name",
        "manager_email",
        "manager_phone",
        "contact_name",
        "contact_email",
        "contact_phone",
        "since",
        "is_correction",
        submit=_("Save names"),
    )


def people_of(workplace: Workplace) -> dict:
    """Manager and contact person as their form shows them."""
    return {name: getattr(workplace, name) for name in NamePeople.base_fields if hasattr(workplace, name)}


class NoteStaffSession(forms.Form):
    """A staff session that was held: numbers and codes, no names and no free text."""

    key = idempotency_field()
    held_on = DayField(label=_("Day"))
    head_count = forms.IntegerField(
        label=_("How many came"), min_value=1, max_value=500, help_text=_("Staff and managers together.")
    )
    managers_present = forms.IntegerField(label=_("Of whom managers"), min_value=0, max_value=500)
    first_time = forms.IntegerField(
        label=_("Of whom for the first time"),
        min_value=0,
        max_value=500,
        required=False,
        help_text=_("Leave it empty if you don't know: then it counts as few as it can be."),
    )
    themes = forms.MultipleChoiceField(
        label=_("What did they ask about?"), choices=StaffSession.Theme, required=False, widget=Chips
    )
    helper = helper(
        "key", "held_on", "head_count", "managers_present", "first_time", "themes", submit=_("Note the session")
    )
