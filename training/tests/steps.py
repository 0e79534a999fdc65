"""Short ways to say where something is, and to do what tests begin with."""

import datetime as dt
from uuid import uuid4

from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MunicipalityFactory
from peersupport.privacy.models import Consent
from programs.models import Cohort
from programs.tests.factories import ProgrammeFactory
from training.actions import drafts
from training.models import Application

DAY = dt.date(2026, 8, 17)  # the one day of the fixture `cohort`
NOON = dt.datetime(2026, 8, 12, 10, 0, tzinfo=dt.UTC)
CONTACT = {"given_name": "Åsa", "family_name": "Lindgren", "email": "asa@example.org", "phone": "070-174 06 05"}
LETTER = "Jag vill vara den som jag själv saknade.\n\nJag tycker om att lyssna."


def of(cohort: Cohort, page: str) -> str:
    return f"/utbildningar/{cohort.pk}/{page}"


def written(code: str, *, at: dt.datetime = NOON, **changed) -> Application:
    """A draft of which all steps are saved."""
    draft = drafts.begin(**{"key": uuid4(), "code": code, "language": "sv", "at": at, **CONTACT, **changed})
    drafts.write_letter(draft=draft, letter=LETTER, at=at)
    drafts.answer(draft=draft, can_attend="yes", wants_half_time="unsure", at=at)
    return draft


def sent(code: str, *, at: dt.datetime = NOON, **changed) -> Application:
    """An application that has come in, with the one consent that it needs."""
    return send(written(code, at=at, **changed), at=at)


def send(draft: Application, *, at: dt.datetime = NOON, **changed) -> Application:
    agreed = {"agreed": {Consent.Purpose.TRAINING}, "consent_version": draft.cohort.programme.consent_version}
    return drafts.send(**{"draft": draft, "at": at, **agreed, **changed})


def cohort_asked_for(member: Membership, **also) -> dict:
    """What the form for a new cohort of this coordinator's takes."""
    municipality = MunicipalityFactory()
    asked = {"key": uuid4(), "programme": ProgrammeFactory().pk, "host": member.organisation_id, "name": "Resan"}
    where = {"county": municipality.county_id, "municipality": municipality.pk, "place": "Sal Eken"}
    numbers = {"starts_on": "2027-03-22", "capacity": "12", "seat_price": "68000"}
    return asked | where | numbers | {"track": "socialpsykiatri"} | also
