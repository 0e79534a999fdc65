"""Fields and widgets that several forms of this app share."""

from datetime import date

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

FIRST_DAY = date(2010, 1, 1)  # nothing in the programme is older; a year before is a slip of the finger


class DayField(forms.DateField):
    """A day, written or picked. Whether it may lie ahead is for the action to say: it knows what day it is."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)
        self.validators.append(MinValueValidator(FIRST_DAY, message=_("That is too long ago.")))


class OneOf(forms.RadioSelect):
    """One choice of a few, drawn by a template of templates/widgets.

    ``details`` says by value what an option shows besides its label: data_icon, data_tone, data_note and the like.
    """

    def __init__(self, template_name: str, details: dict[str, dict[str, str]] | None = None) -> None:
        super().__init__()
        self.template_name = template_name
        self.details = details or {}

    def create_option(self, name, value, *args, **kwargs) -> dict:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"].update(self.details.get(str(value), {}))
        return option


class Chips(forms.CheckboxSelectMultiple):
    """As many as fit."""

    template_name = "widgets/chips.html"
