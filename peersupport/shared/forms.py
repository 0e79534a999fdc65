"""Forms: one layout helper, and text fields that refuse what no page can show."""

import re
import unicodedata
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

# Left-to-right and right-to-left overrides can make a name read as another one; the rest of Cc and Cf shows as nothing.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINER = "\u200d"
_EMPTY_LINES = re.compile(r"\n{3,}")
# Nothing in the programmes is older, and nobody plans further: a year outside is a slip of the finger
FIRST_DAY, LAST_DAY = date(2010, 1, 1), date(2100, 12, 31)
_TOO_MANY_MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4,}")


def helper(*rows, submit=_("Save")) -> FormHelper:
    """Crispy's helper for a page's one form: the rows in order, one button that says what happens."""
    made = FormHelper()
    made.layout = Layout(*rows)
    made.add_input(Submit("", submit, css_class="btn-lg"))
    made.attrs = {"novalidate": ""}
    return made


class Fold(Div):
    """Fields that few need, behind their title; open where one of them says something or was refused."""

    template = "parts/fold.html"

    def __init__(self, title, *fields) -> None:
        super().__init__(*fields)
        self.title = title

    def render(self, form, context, template_pack, **kwargs) -> str:
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        names = [pointer.name for pointer in self.get_field_names()]
        is_open = any(_says_something(form[name]) for name in names)
        return render_to_string(self.template, {"title": self.title, "fields": fields, "is_open": is_open})


def _says_something(bound: forms.BoundField) -> bool:
    return bool(bound.errors) or bound.field.has_changed(bound.field.initial, bound.value())


def clean_line(text: str) -> str:
    """One line of text as people mean it: NFC, no unseen characters, single spaces.

    Raises ValidationError on characters that cannot be shown, so that nobody's name changes without being told.
    """
    text = unicodedata.normalize("NFC", text)
    for character in text:
        if unicodedata.category(character) in _UNSEEN and character not in (_JOINER, "\u00ad", "\u200b"):
            raise ValidationError(_("Remove the characters that cannot be shown."), code="unseen")
    if _TOO_MANY_MARKS.search(text):
        raise ValidationError(_("Remove the accents that stand on top of each other."), code="marks")
    text = text.replace("\u00ad", "").replace("\u200b", "")
    return " ".join(text.split())


class LineField(forms.CharField):
    """One line of text, cleaned by :func:`clean_line`."""

    def to_python(self, value):
        return clean_line(super().to_python(value))


class TextField(forms.CharField):
    """Several lines of text: each line cleaned by :func:`clean_line`, and no more than one empty line in a row."""

    widget = forms.Textarea

    def to_python(self, value):
        lines = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        text = "\n".join(clean_line(line) for line in lines)
        return _EMPTY_LINES.sub("\n\n", text).strip()


class WorkEmailField(forms.EmailField):
    """Exactly one e-mail address, with a domain that letters can reach, no longer than a column holds."""

    default_validators = [EmailValidator(allowlist=[])]  # Django's own lets "localhost" pass

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"max_length": 254, **kwargs})

    def to_python(self, value):
        return clean_line(super().to_python(value)).lower()


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, written or picked. Whether it may lie ahead is for the action to say: it knows what day it is."""

    widget = DayInput

    def __init__(self, *, first: date = FIRST_DAY, last: date = LAST_DAY, **kwargs) -> None:
        self.first, self.last = first, last
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {**super().widget_attrs(widget), "min": self.first.isoformat(), "max": self.last.isoformat()}

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not self.first <= value <= self.last:
            years = {"first": self.first.year, "last": self.last.year}
            raise ValidationError(_("Enter a day from %(first)s to %(last)s."), code="unlikely", params=years)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class TimeField(forms.TimeField):
    """A time of day on Swedish clocks, written or picked; 13.00 as well as 13:00."""

    widget = TimeInput

    def __init__(self, **kwargs) -> None:
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], **kwargs)


class Scale(forms.RadioSelect):
    """Five points in a row, with words at both ends, and below them a way not to answer."""

    template_name = "widgets/scale.html"


def choose_the_only_one(field: forms.ModelChoiceField) -> None:
    """The one thing there is to choose is chosen; of several none is, so that nobody takes the first unseen."""
    choices = [choice for choice in field.choices if choice[0]]
    if len(choices) == 1:
        field.initial = choices[0][0].value
    else:
        choices = [("", _("Choose")), *choices]
    field.choices = choices


def version_field(**kwargs) -> forms.IntegerField:
    """The hidden number that tells whether somebody else has changed the same thing since the form was opened."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, **kwargs)


def show_now(form: forms.Form, now: dict) -> None:
    """Say beside each field that differs what is stored now, and let the form be saved over it.

    ``form`` is bound and has a ``version``; ``now`` is what its ``initial`` would be.
    """
    form.add_error(None, _("Where something differs, it says so beside the field. Save again to keep what you wrote."))
    for bound in form.visible_fields():
        stored = now.get(bound.name)
        if bound.field.has_changed(stored, bound.data):
            form.add_error(bound.name, _in_words(bound.field, stored))
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = now["version"]


def _in_words(field: forms.Field, value: object) -> str:
    widget, value = field.widget, field.prepare_value(value)
    if isinstance(widget, forms.CheckboxInput):
        return _("Now it is ticked.") if value else _("Now it isn't ticked.")
    shown = widget.format_value(value)
    if isinstance(widget, forms.widgets.ChoiceWidget):
        options = [option for _group, options, _index in widget.optgroups("", shown) for option in options]
        shown = ", ".join(str(option["label"]) for option in options if option["selected"])
    return _("Now it says “%(value)s”.") % {"value": shown} if shown else _("Now it is empty.")


def idempotency_field() -> forms.UUIDField:
    """The hidden token that makes a form safe to send twice; its value is the key in peersupport.jobs."""
    return forms.UUIDField(widget=forms.HiddenInput)
