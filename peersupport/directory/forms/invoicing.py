"""How an organisation is invoiced, and for a host how it invoices."""

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from peersupport.directory import references
from peersupport.directory.forms import numbers
from peersupport.directory.forms.numbers import CheckedNumber
from peersupport.directory.models import Invoicing, Organisation
from peersupport.shared.forms import LineField, helper, version_field

SUPPLIER = ("bankgiro", "vat_number", "f_tax", "vat_text", "payment_days")
_NUMBERS = {
    Invoicing.Scheme.ORG_NUMBER: (
        numbers.organisation_number,
        _("Write the ten digits of the organisation number, like 212000-0142."),
    ),
    Invoicing.Scheme.GLN: (numbers.gln, _("Write the thirteen digits of the GLN.")),
}


class MasksField(forms.CharField):
    """What references look like: one picture or several, with commas between."""

    def to_python(self, value) -> list[str]:
        text = LineField().to_python(value)
        masks = [mask.strip().upper() for mask in text.split(",") if mask.strip()]
        if len(masks) > references.MOST or not all(map(references.is_mask, masks)):
            words = _("Write it like ZZ999999: at most %(n)s characters, only letters, digits and . / _ -")
            raise ValidationError(words, code="mask", params={"n": references.LONGEST})
        return masks

    def prepare_value(self, value) -> str:
        return ", ".join(value) if isinstance(value, list) else value

    def run_validators(self, value) -> None:
        """Nothing more to say of a list: to_python has looked at each."""


class InvoicingForm(forms.Form):
    version = version_field()
    e_scheme = forms.ChoiceField(
        label=_("Kind of e-invoice address"), choices=[("", "–"), *Invoicing.Scheme.choices], required=False
    )
    e_id = forms.CharField(
        label=_("E-invoice address"),
        max_length=20,
        required=False,
        help_text=_("The Peppol id: an organisation number or a GLN. It stands on the buyer's page about invoices."),
    )
    recipient = LineField(
        label=_("Recipient"), max_length=120, required=False, help_text=_("Where it is another than the organisation.")
    )
    street = LineField(label=_("Street or box"), max_length=120, required=False)
    postal_code = CheckedNumber(
        label=_("Postal code"), check=numbers.postal_code, wrong=_("Write five digits, like 136 81.")
    )
    city = LineField(label=_("City"), max_length=60, required=False)
    reference_masks = MasksField(
        label=_("References look like"),
        max_length=200,
        required=False,
        help_text=_("9 is a digit, A a letter, the rest is itself: ZZ999999. Write a comma between several."),
    )
    reference_hint = LineField(
        label=_("Hint about the reference"),
        max_length=200,
        required=False,
        help_text=_("Shown where the reference is asked for: “ZZ and six digits, from the finance department”."),
    )
    bankgiro = CheckedNumber(
        label=_("Bankgiro"), check=numbers.bankgiro, wrong=_("Write a bankgiro number, like 5050-1055.")
    )
    vat_number = CheckedNumber(
        label=_("VAT number"), check=numbers.vat_number, wrong=_("Write a Swedish VAT number, like SE212000014201.")
    )
    f_tax = forms.BooleanField(label=_("Approved for F-tax"), required=False)
    vat_text = LineField(
        label=_("Words about VAT"),
        max_length=200,
        required=False,
        help_text=_("Where no VAT is added, the reason, as it should stand on the invoice."),
    )
    payment_days = forms.IntegerField(label=_("Days to pay"), min_value=1, max_value=365, initial=30)

    def __init__(self, *args, organisation: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        to_it = Fieldset(
            _("Invoices to the organisation"),
            "e_scheme",
            "e_id",
            "recipient",
            "street",
            Div("postal_code", "city", css_class="row2"),
            "reference_masks",
            "reference_hint",
            css_class="fs",
        )
        from_it = Fieldset(_("Invoices from the organisation"), *SUPPLIER, css_class="fs")
        for name in () if organisation.is_host else SUPPLIER:
            del self.fields[name]
        self.helper = helper("version", to_it, *([from_it] if organisation.is_host else []))

    def clean(self) -> dict:
        given = super().clean()
        self._check_e_invoice_address(given)
        place = {name: given.get(name, "?") for name in ("street", "postal_code", "city")}
        if any(place.values()) or given.get("recipient"):
            for name in (name for name, value in place.items() if not value):
                self.add_error(name, _("An address needs street or box, postal code and city."))
        return given

    def _check_e_invoice_address(self, given: dict) -> None:
        scheme, typed = given.get("e_scheme"), given.get("e_id")
        if typed and scheme == "":
            self.add_error("e_scheme", _("Choose what kind of number it is."))
        if not scheme or typed is None:
            return
        check, wrong = _NUMBERS[scheme]
        try:
            given["e_id"] = numbers.checked(check, typed, wrong)
        except ValidationError as error:
            self.add_error("e_id", error)


def initial_of(organisation: Organisation) -> dict:
    """An organisation's own details as its form shows them; those of a part that has none are empty."""
    row = Invoicing.objects.filter(organisation=organisation).first() or Invoicing()
    return {name: getattr(row, name) for name in InvoicingForm.base_fields}
