"""Ask somebody to get in touch: choices alone, so that nothing is written down about anybody's health."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Membership
from peersupport.shared.forms import helper, idempotency_field
from placements.models import SupportRequest


class SomebodyField(forms.ModelChoiceField):
    """People with what they are to the one who asks: a coordinator, their supervisor, their manager."""

    def label_from_instance(self, membership: Membership) -> str:
        return f"{membership.user.get_full_name()}, {membership.get_role_display().lower()}"


class AskForSupport(forms.Form):
    key = idempotency_field()
    kind = forms.ChoiceField(
        label=_("What do you need?"), choices=SupportRequest.Kind.to_choose(), widget=forms.RadioSelect
    )
    to = SomebodyField(Membership.objects.none(), label=_("Who shall get in touch?"), widget=forms.RadioSelect)
    how = forms.ChoiceField(label=_("How?"), choices=SupportRequest.How, widget=forms.RadioSelect)
    helper = helper("key", "kind", "to", "how", submit=_("Ask them to get in touch"))

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people
        self.fields["to"].empty_label = None


class ChooseContact(forms.Form):
    """Who is told when one's supervisor notes that one needs support."""

    contact = SomebodyField(
        Membership.objects.none(), label=_("Who?"), required=False, empty_label=_("Nobody but my supervisor")
    )
    helper = helper("contact", submit=_("Save my choice"))

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = people
