"""What somebody answers to the questions of an evaluation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import Scale, TextField, helper
from training.models import AskedQuestion, EvaluationQuestion, EvaluationWords


class Answers(forms.Form):
    """A row of points for each question. None needs to be thought about for long: “don't know” is an answer too."""

    def __init__(self, *args, asked: list[AskedQuestion], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.words = [one for one in asked if one.question.kind == EvaluationQuestion.Kind.WORDS]
        self.points = [one for one in asked if one not in self.words]
        for one in asked:
            self.fields[_name(one)] = _words(one) if one in self.words else _points(one)
        self.helper = helper(*self.fields, submit=_("Send my answers"))

    def said(self) -> dict[int, int]:
        """The answer to each question, by its id."""
        return {one.pk: self.cleaned_data[_name(one)] for one in self.points}

    def told(self) -> dict[int, str]:
        """What was said in one's own words, by the question's id."""
        return {one.pk: text for one in self.words if (text := self.cleaned_data[_name(one)])}


def _points(one: AskedQuestion) -> forms.Field:
    return forms.TypedChoiceField(label=one.question.title, choices=AskedQuestion.Answer, coerce=int, widget=Scale)


def _words(one: AskedQuestion) -> forms.Field:
    return TextField(
        label=one.question.title,
        help_text=_("Write no names, and nothing about health. A coordinator reads it before others do."),
        max_length=EvaluationWords.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _name(one: AskedQuestion) -> str:
    """“q” for points, “w” for words, and which."""
    return f"{'w' if one.question.kind == EvaluationQuestion.Kind.WORDS else 'q'}{one.pk}"
