"""A survey: to how many it is handed out, and what somebody answers, one question a page."""

from collections.abc import Mapping
from uuid import uuid4

from crispy_forms.bootstrap import StrictButton
from crispy_forms.layout import HTML, Div
from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import Scale, TextField, helper, idempotency_field
from placements.models import Survey, SurveyQuestion, SurveyWords, Tally


class HandOut(forms.Form):
    asked = forms.IntegerField(
        label=_("To how many do you hand it out?"),
        help_text=_("So that it can be said how many answered. You can change it later."),
        min_value=1,
        max_value=Survey.MOST_HANDED_OUT,
    )
    helper = helper("asked", submit=_("Show the link"))


class SurveyAnswers(forms.Form):
    """All questions; one of them shows, and what is answered to the others goes along unseen.

    It is the first that isn't answered as it can be, or the one before when somebody goes back. Where nothing was sent
    of a question it hasn't been shown yet, and nothing is wrong.
    """

    key = idempotency_field()
    words = TextField(
        label=_("Is there anything else you want to say?"),
        help_text=_(
            "You needn't. Write no names, and nothing that shows who you or somebody else is. A coordinator reads it "
            "first, apart from your answers, and what could point at somebody is erased."
        ),
        max_length=SurveyWords.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Mapping | None = None, *, asked: list[SurveyQuestion]) -> None:
        super().__init__(data, initial={"key": uuid4()})
        self.asked = asked
        for one in asked:
            self.fields[_name(one)] = _field(one)
        self.order_fields(["key", *map(_name, asked), "words"])
        self.number = self._number()
        for number, one in enumerate(asked, 1):
            if number != self.number:
                self.fields[_name(one)].widget = forms.HiddenInput()
        if not self.is_last:
            self.fields["words"].widget = forms.HiddenInput()
        self.helper = self._helper()

    def full_clean(self) -> None:
        super().full_clean()
        for one in self.asked:
            if self.is_bound and _name(one) not in self.data:
                self._errors.pop(_name(one), None)

    @property
    def is_ready(self) -> bool:
        """Whether all is answered, and nobody goes back."""
        return self.is_valid() and "back" not in self.data and len(self.cleaned_data) == len(self.fields)

    @property
    def is_last(self) -> bool:
        """With the last question one may add something in one's own words."""
        return self.number == len(self.asked)

    def told(self) -> dict:
        """The answer to each question, by its id, and what was added."""
        said = {one.pk: self.cleaned_data[_name(one)] for one in self.asked}
        return {"said": said, "words": self.cleaned_data["words"]}

    def _number(self) -> int:
        """Which of the questions shows, from one."""
        if not self.is_bound:
            return 1
        back = str(self.data.get("back", ""))
        if back.isdecimal() and len(back) < len("100"):
            return min(max(int(back) - 1, 1), len(self.asked))
        answered = (self._is_answered(one) for one in self.asked)
        return next((number for number, is_so in enumerate(answered, 1) if not is_so), len(self.asked))

    def _is_answered(self, one: SurveyQuestion) -> bool:
        return str(self.data.get(_name(one), "")) in {str(value) for value in _answers(one).values}

    def _helper(self):
        """The field that says “nothing chosen” comes before the choices: what is chosen is the last that is sent.

        What isn't answered yet isn't sent.
        """
        current = _name(self.asked[self.number - 1])
        shown = {current, "words"} if self.is_last else {current}
        fields = [name for name in self.fields if name == "key" or (name not in shown and self.data.get(name))]
        made = helper(
            *fields,
            HTML(f'<input type="hidden" name="{current}" value="">'),
            current,
            *(["words"] if self.is_last else []),
            submit=_("Send my answers") if self.is_last else _("Next question"),
        )
        if self.number > 1:
            back = StrictButton(_("Back"), name="back", value=self.number, type="submit", css_class="btn-line btn-lg")
            made.layout.append(Div(*made.inputs, back, css_class="d-flex gap-2"))
            made.inputs = []
        return made


def _answers(one: SurveyQuestion) -> type[Tally.Answer] | type[Tally.YesNo]:
    return Tally.YesNo if one.kind == SurveyQuestion.Kind.YES_NO else Tally.Answer


def _field(one: SurveyQuestion) -> forms.Field:
    widget = forms.RadioSelect if one.kind == SurveyQuestion.Kind.YES_NO else Scale
    return forms.TypedChoiceField(label=one.title, choices=_answers(one), coerce=int, widget=widget)


def _name(one: SurveyQuestion) -> str:
    return f"q{one.pk}"
