from crispy_forms.layout import Div
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.directory.forms.numbers import OrgNumberField
from peersupport.directory.models import County, Membership, Municipality, Organisation
from peersupport.shared.forms import LineField, helper, version_field


class PartOfField(forms.ModelChoiceField):
    """An organisation by its name, and what it is a part of: many have a department of the same name."""

    def label_from_instance(self, organisation: Organisation) -> str:
        above = organisation.parent
        return f"{organisation.name} ({above.name})" if above else organisation.name


class NewOrganisationForm(forms.Form):
    """What we know of an organisation. Only the nation decides who runs cohorts."""

    name = LineField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind)
    parent = PartOfField(
        Organisation.objects.none(),
        label=_("Part of"),
        required=False,
        empty_label="–",
        help_text=_("For a committee, a department or a unit: what it belongs to."),
    )
    org_number = OrgNumberField(
        label=_("Organisation number"),
        help_text=_("Ten digits. Leave it empty for a part: it has the number of what it belongs to."),
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.order_by("sort_name"), label=_("Municipality"), required=False, empty_label="–"
    )
    county = forms.ModelChoiceField(
        County.objects.order_by("sort_name"),
        label=_("County"),
        required=False,
        empty_label="–",
        help_text=_("Follows from the municipality where there is one."),
    )
    is_host = forms.BooleanField(label=_("Runs cohorts and answers for the participants' data"), required=False)
    helper = helper(
        "name",
        "kind",
        "parent",
        "org_number",
        Div("municipality", "county", css_class="row2"),
        "is_host",
    )

    def __init__(self, *args, membership: Membership, parent: Organisation | None = None, **kwargs):
        """``parent`` is what a new organisation is to be a part of, where the page was opened for that."""
        super().__init__(*args, **kwargs)
        self.fields["is_host"].disabled = membership.role != Role.NATIONAL_COORDINATOR
        self.fields["parent"].disabled = parent is not None
        self.fields["parent"].queryset = self._parents(membership)

    def _parents(self, membership: Membership) -> QuerySet:
        """Those that one may add parts to, and the one that it is a part of already."""
        rows = Organisation.objects.managed_by(membership) | Organisation.objects.filter(pk=self.initial.get("parent"))
        return rows.select_related("parent").order_by("sort_name", "pk")


class OrganisationForm(NewOrganisationForm):
    """An organisation that is known already."""

    version = version_field()
    helper = helper("version", *NewOrganisationForm.helper.layout.fields)


def initial_of(organisation: Organisation) -> dict:
    """An organisation as its form shows it."""
    same = ("version", "name", "kind", "org_number", "is_host")
    where = {"municipality": organisation.municipality_id, "county": organisation.county_id}
    return {name: getattr(organisation, name) for name in same} | where | {"parent": organisation.parent_id}
