from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Contact
from peersupport.shared.forms import DayField, LineField, WorkEmailField, helper, idempotency_field


class NewContact(forms.Form):
    """Whom to reach: a colleague at work, or better a mailbox that stays when colleagues leave."""

    key = idempotency_field()
    role = forms.ChoiceField(label=_("About"), choices=Contact.Role, widget=forms.RadioSelect)
    name = LineField(label=_("Name"), max_length=120, help_text=_("Of the person or the mailbox."))
    email = WorkEmailField(label=_("Work e-mail"))
    phone = LineField(
        label=_("Phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    is_mailbox = forms.BooleanField(
        label=_("A mailbox that several read"),
        required=False,
        help_text=_("The best kind: it goes on working when somebody leaves."),
    )
    helper = helper("key", "role", "name", "email", "phone", "is_mailbox")


class EndContact(forms.Form):
    until = DayField(label=_("Last day"))
    helper = helper("until", submit=_("End the contact"))
