"""Questions of staff have answers that the next leader finds: of no workplace and of nobody."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Conflict, Refused
from placements.actions import staff_answers
from placements.models import StaffAnswer
from placements.tests.conftest import AT
from placements.tests.factories import StaffAnswerFactory

SAID = {"theme": "worries", "question": "Tål personen stress?", "answer": "Prata om det i handledningen."}


def test_an_answer_is_found_by_its_theme_by_whoever_leads_anywhere(cast, client):
    staff_answers.write(**SAID, by=cast.clerk, at=AT)
    StaffAnswerFactory()
    client.force_login(MembershipFactory(leader=True).user)

    words = client.get(reverse("placements:staff_answers"), {"tema": "worries"}).content.decode()

    assert (SAID["answer"] in words, "journalen" in words, cast.clerk.get_full_name() in words) == (True, False, False)


def test_a_question_has_one_answer(cast):
    staff_answers.write(**SAID, by=cast.clerk, at=AT)

    with pytest.raises(Refused) as refusal:
        staff_answers.write(**SAID | {"answer": "Ett annat."}, by=cast.clerk, at=AT)

    assert (refusal.value.field, StaffAnswer.objects.get().answer) == ("question", SAID["answer"])


def test_two_who_change_an_answer_at_once(cast):
    row = StaffAnswerFactory()
    staff_answers.change(row=row, **SAID, version=1, by=cast.clerk, at=AT)

    with pytest.raises(Conflict):
        staff_answers.change(row=row, **SAID | {"answer": "Ett annat."}, version=1, by=cast.clerk, at=AT)

    stored = StaffAnswer.objects.get()
    assert (stored.answer, stored.written_by, stored.version) == (SAID["answer"], cast.clerk, 2)


def test_the_database_knows_the_themes(db):
    with pytest.raises(IntegrityError, match="staff_answer_theme_known"), transaction.atomic():
        StaffAnswerFactory(theme="weather")
