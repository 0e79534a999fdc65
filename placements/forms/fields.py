"""Fields and widgets that several forms of this app share."""

from django import forms


class _Drawn:
    """Choices that a template of templates/widgets draws.

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


class OneOf(_Drawn, forms.RadioSelect):
    """One choice of a few."""


class Several(_Drawn, forms.CheckboxSelectMultiple):
    """As many as one wants of a few."""


class Chips(forms.CheckboxSelectMultiple):
    """As many as fit."""

    template_name = "widgets/chips.html"
