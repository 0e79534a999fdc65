"""What somebody answers to the questions of an evaluation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import helper
from training.models import AskedQuestion


class Scale(forms.RadioSelect):
    """Five points in a row, with words at both ends, and below them a way not to answer."""

    template_name = "widgets/scale.html"


class Answers(forms.Form):
    """A row of points for each question. None needs to be thought about for long: “don't know” is an answer too."""

    def __init__(self, *args, asked: list[AskedQuestion], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for one in asked:
            self.fields[_name(one.pk)] = forms.TypedChoiceField(
                label=one.question.title, choices=AskedQuestion.Answer, coerce=int, widget=Scale
            )
        self.asked = [one.pk for one in asked]
        self.helper = helper(*self.fields, submit=_("Send my answers"))

    def said(self) -> dict[int, int]:
        """The answer to each question, by its id."""
        return {pk: self.cleaned_data[_name(pk)] for pk in self.asked}


def _name(asked: int) -> str:
    return f"q{asked}"
