"""The pages of continuing education: for peer supporters, for coordinators, for supervisors."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from peersupport.directory.tests.factories import MembershipFactory, RegistrationFactory
from peersupport.letters.models import Letter
from placements.models import Education, EducationHours, EducationNeed, SignUp
from placements.tests.factories import EducationFactory, EducationHoursFactory, SignUpFactory
from training.tests.factories import CertificateFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"placements:{name}", args=args)


def planned(*, days: int = 20, **fields) -> Education:
    starts_at = timezone.now() + dt.timedelta(days=days)
    return EducationFactory(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=3), **fields)


@pytest.fixture
def regional(db):
    return MembershipFactory(regional=True)


@pytest.fixture
def peer(regional):
    """A peer supporter with an account, whom the region answers for."""
    membership = MembershipFactory(peer=True, organisation=regional.organisation)
    RegistrationFactory(person__user=membership.user, host=regional.organisation)
    return membership


def text(client, membership, path) -> str:
    client.force_login(membership.user)
    return client.get(path).content.decode()


def press(client, membership, path, **data) -> str:
    client.force_login(membership.user)
    return client.post(path, data, follow=True).content.decode()


def test_a_peer_supporter_signs_up_sees_it_on_their_own_page_and_gives_it_back(client, regional, peer):
    education = planned(days=3, host=regional.organisation, title="Att sätta gränser", capacity=1)
    assert "Att sätta gränser" in text(client, peer, url("education_list"))
    assert "Du har plats. Välkommen!" in press(client, peer, url("education_join", education.pk))
    assert "Att sätta gränser" in text(client, peer, "/")
    assert "Du har plats" in text(client, peer, url("education", education.pk))
    assert "lämnat tillbaka" in press(client, peer, url("education_leave", education.pk))
    assert "Att sätta gränser" not in text(client, peer, "/")
    SignUpFactory(education=education)
    assert "Ställ dig i kö" in text(client, peer, url("education", education.pk))
    assert "Du står på väntelistan." in press(client, peer, url("education_join", education.pk))


def test_others_are_not_named_to_a_peer_supporter(client, regional, peer):
    going = SignUpFactory(
        education=planned(host=regional.organisation), certificate__participation__person__given_name="Zebra"
    )
    assert "Zebra" in text(client, regional, url("education", going.education_id))
    assert "Zebra" not in text(client, peer, url("education", going.education_id))
    supervisor = MembershipFactory(supervisor=True, organisation=regional.organisation)
    assert "Zebra" not in text(client, supervisor, url("education", going.education_id))


def test_a_coordinator_plans_signs_somebody_up_and_notes_who_came(client, regional):
    day = timezone.localdate() + dt.timedelta(days=30)
    given = {
        "key": "8c6bd1a2-2e2f-4f0a-9d4e-0f5b9f0b7c11",
        "host": regional.organisation_id,
        "kind": "network",
        "title": "Vårträff",
        "day": day.isoformat(),
        "begins": "13.00",
        "ends": "16.00",
        "place": "Västerås",
        "hours": "2,5",
    }
    assert "Den är öppen för anmälan." in press(client, regional, url("education_new"), **given)
    education = Education.objects.get()
    assert timezone.localtime(education.starts_at).strftime("%H:%M") == "13:00"
    certificate = CertificateFactory(participation__cohort__host=regional.organisation)
    people = text(client, regional, url("education_people", education.pk))
    assert str(certificate.person.list_name) in people
    press(client, regional, url("education_sign_up", education.pk, certificate.person_id))
    one = SignUp.objects.get()
    Education.objects.update(starts_at=timezone.now() - dt.timedelta(hours=3), ends_at=timezone.now())
    assert "Vilka var där?" in text(client, regional, url("education", education.pk))
    press(client, regional, url("education_came", education.pk), came=[str(one.pk), "x", "²"])
    assert EducationHours.objects.get().hours == dt.timedelta(hours=2.5) / dt.timedelta(hours=1)


def test_times_that_end_before_they_begin_are_told_beside_the_field(client, regional):
    given = {"key": "8c6bd1a2-2e2f-4f0a-9d4e-0f5b9f0b7c12", "host": regional.organisation_id, "kind": "course"}
    given |= {"title": "x", "day": "2030-01-01", "begins": "13", "ends": "12.00", "place": "y", "hours": "1"}
    given["begins"] = "13.00"
    answer = press(client, regional, url("education_new"), **given)
    assert "Den måste sluta efter att den börjar." in answer
    assert not Education.objects.exists()


def test_who_goes_is_told_when_it_is_called_off(client, regional):
    going = SignUpFactory(education=planned(host=regional.organisation))
    assert "Ställa in" in text(client, regional, url("education_call_off", going.education_id))
    press(client, regional, url("education_call_off", going.education_id))
    assert Education.objects.get().status == "called_off"
    assert Letter.objects.filter(kind="education_called_off").count() == 1
    assert "nothing more" not in press(client, regional, url("education_call_off", going.education_id))


def test_another_hosts_meeting_can_be_read_but_not_changed(client, regional):
    theirs = planned(for_everybody=True)
    client.force_login(regional.user)
    assert client.get(url("education", theirs.pk)).status_code == 200
    for name in ("education_edit", "education_call_off", "education_people"):
        assert client.get(url(name, theirs.pk)).status_code == 404


def test_hours_from_elsewhere_are_reported_decided_and_seen(client, regional, peer):
    given = {"key": "8c6bd1a2-2e2f-4f0a-9d4e-0f5b9f0b7c13", "what": "Studiecirkel", "hours": "2,5"}
    given["held_on"] = timezone.localdate().isoformat()
    answer = press(client, peer, url("my_hours"), **given)
    assert "2,5 väntar på din samordnares ja." in answer
    row = EducationHours.objects.get()
    assert "har rapporterat timmar" in text(client, regional, "/")
    assert "Studiecirkel" in text(client, regional, url("hours_to_decide"))
    assert "Timmarna räknas." in press(client, regional, url("hours_count", row.pk))
    assert "2,5 timmar fortbildning räknas." in text(client, peer, url("my_hours"))
    stranger = EducationHoursFactory()
    client.force_login(regional.user)
    assert client.post(url("hours_decline", stranger.pk)).status_code == 404


def test_what_supervision_wishes_for_is_seen_by_coordinators_as_themes(client, regional):
    supervisor = MembershipFactory(supervisor=True, organisation=regional.organisation)
    given = {"key": "8c6bd1a2-2e2f-4f0a-9d4e-0f5b9f0b7c14", "themes": ["ethics", "groups"]}
    press(client, supervisor, url("education_needs"), **given)
    assert EducationNeed.objects.count() == 2
    assert "Etik och tystnadsplikt" in text(client, regional, url("education_list"))
    assert "Önskat i handledningen" not in text(client, supervisor, url("education_list"))


def test_today_asks_who_was_there(client, regional):
    SignUpFactory(education=planned(days=-1, host=regional.organisation, title="Höstträff"))
    body = text(client, regional, "/")
    assert "Notera vilka som var där" in body
    assert "Höstträff" in body


def test_a_renewal_knows_the_hours_in_the_ledger(client, regional):
    certificate = CertificateFactory(
        participation__cohort__host=regional.organisation,
        participation__cohort__programme__certificate_months=24,
        participation__cohort__programme__renewal_hours=12,
        valid_until=timezone.localdate() + dt.timedelta(days=10),
    )
    theirs = {"certificate": certificate, "status": "approved"}
    since = timezone.localtime(certificate.copies.get().made_at).date()
    EducationHoursFactory(**theirs, hours=8, held_on=since)
    EducationHoursFactory(**theirs, hours="5.5", held_on=since)
    EducationHoursFactory(**theirs, hours=50, held_on=since - dt.timedelta(days=1))
    body = text(client, regional, reverse("training:certificate_renew", args=[certificate.number]))
    assert "13 timmar är noterade här" in body
    assert 'value="13"' in body


def test_the_list_asks_as_much_for_many_as_for_one(client, regional, django_assert_num_queries):
    client.force_login(regional.user)
    planned(host=regional.organisation)
    client.get(url("education_list"))
    for _more in (0, 5):
        for _each in range(_more):
            SignUpFactory(education=planned(host=regional.organisation))
        with django_assert_num_queries(8):
            assert client.get(url("education_list")).status_code == 200
