"""What surveys ask, and by what right."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.shared.forms import DayField, LineField, helper, version_field
from placements.models import QuestionSet, SurveyQuestion

LONGEST, MOST = 150, 99
RECORD = (
    "name",
    "rights_holder",
    "licence",
    "permission_reference",
    "permission_valid_until",
    "items_locked",
    "may_be_exported",
)


class LicenceRecord(forms.Form):
    version = version_field()
    name = LineField(label=_("Name"), max_length=100)
    rights_holder = LineField(
        label=_("Whose words they are"),
        max_length=100,
        required=False,
        help_text=_("The organisation, or the authors of an instrument."),
    )
    licence = forms.ChoiceField(
        label=_("By what right we use them"), choices=QuestionSet.Licence, widget=forms.RadioSelect
    )
    permission_reference = LineField(
        label=_("Where the permission stands"),
        max_length=100,
        required=False,
        help_text=_("A number or where the letter is kept. No names."),
    )
    permission_valid_until = DayField(label=_("The permission lasts until"), required=False)
    items_locked = forms.BooleanField(
        label=_("The words may not be changed"),
        required=False,
        help_text=_("Many licences say so. Then questions can't be added, reworded or taken away."),
    )
    may_be_exported = forms.BooleanField(label=_("The words may be passed on to others"), required=False)
    helper = helper("version", *RECORD, submit=_("Save"))


class AskedInASurvey(forms.Form):
    """A new question has no ``version``: it is of the set, and tells whether somebody else has changed it."""

    version = version_field()
    kind = forms.ChoiceField(
        label=_("How is it answered?"),
        choices=SurveyQuestion.Kind,
        widget=forms.RadioSelect,
        initial=SurveyQuestion.Kind.POINTS,
    )
    text = LineField(
        label=_("The statement in Swedish"),
        help_text=_("One thing. Nothing about health, and nothing that points at a person."),
        max_length=LONGEST,
    )
    text_en = LineField(label=_("The statement in English"), max_length=LONGEST, required=False)
    position = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=MOST)

    def __init__(self, *args, is_new: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            del self.fields["version"]
        self.helper = helper(*self.fields, submit=_("Save the question"))


def record_of(question_set: QuestionSet) -> dict:
    return {name: getattr(question_set, name) for name in ("version", *RECORD)}


def initial_of(question: SurveyQuestion) -> dict:
    named = {name: getattr(question, name) for name in ("kind", "text", "text_en", "position")}
    return {"version": question.question_set.version, **named}
