from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.forms.organisation import PartOfField
from peersupport.directory.models import Membership, Organisation
from peersupport.shared.forms import helper


class MergeInto(forms.Form):
    """Which organisation another one goes up in."""

    into = PartOfField(Organisation.objects.none(), label=_("Goes up in"), empty_label=_("Choose"))
    helper = helper("into", submit=_("Go on"))

    def __init__(self, *args, organisation: Organisation, membership: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.managed_by(membership).exclude(pk=organisation.pk)
        self.fields["into"].queryset = rows.select_related("parent").order_by("sort_name", "pk")
