"""A question of a programme's evaluations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import LineField, helper, version_field
from training.models import EvaluationQuestion

LONGEST, MOST = 150, 99


class Question(forms.Form):
    """A new one says when it is asked; one that is there has a ``version`` and may be ``retired``.

    One that ``was_asked`` keeps its words.
    """

    version = version_field()
    kind = forms.ChoiceField(
        label=_("How is it answered?"),
        help_text=_("In one's own words only where ten or more can answer."),
        choices=EvaluationQuestion.Kind,
        widget=forms.RadioSelect,
        initial=EvaluationQuestion.Kind.POINTS,
    )
    asked = forms.ChoiceField(label=_("When is it asked?"), choices=EvaluationQuestion.Asked, widget=forms.RadioSelect)
    text = LineField(
        label=_("The statement or question in Swedish"),
        help_text=_("One thing, about the course. Nothing about health, and nothing that points at a person."),
        max_length=LONGEST,
    )
    text_en = LineField(label=_("The statement or question in English"), max_length=LONGEST, required=False)
    position = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=MOST)
    retired = forms.BooleanField(
        label=_("Retired"), required=False, help_text=_("What was answered stays, and it isn't asked any more.")
    )

    def __init__(self, *args, question: EvaluationQuestion | None = None, was_asked: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("version", "retired") if question is None else ("kind", "asked"):
            del self.fields[name]
        if was_asked:
            del self.fields["text"], self.fields["text_en"]
        self.helper = helper(*self.fields, submit=_("Save the question"))


def initial_of(question: EvaluationQuestion) -> dict:
    return {name: getattr(question, name) for name in ("version", "text", "text_en", "position", "retired")}
