"""What people fill in: kept when it is refused, done once when it is sent twice, and never a fault of ours."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from peersupport.directory.tests.factories import MembershipFactory
from placements.models import FollowUp, Placement, StaffSession, SupervisionDraft, SupervisionSession, Workplace
from placements.tests.factories import SupervisionDraftFactory, WorkplaceFactory

TODAY = timezone.localdate


def url(name, *args, query=""):
    return reverse(f"placements:{name}", args=args) + query


@pytest.fixture
def placement(cast):
    return cast.start(starts_on=TODAY() - dt.timedelta(days=3), at=timezone.now())


@pytest.fixture
def start_page(cast):
    """The address where a certified person starts at a workplace that isn't ready."""
    unit = WorkplaceFactory(host=cast.host, programme=cast.programme, owner=cast.workplace.owner)
    return url("placement_new", query=f"?deltagande={cast.certified().pk}&arbetsplats={unit.pk}")


def terms(cast, **changes):
    return {
        "key": str(uuid.uuid4()),
        "employer": cast.workplace.owner.pk,
        "form": "permanent",
        "percent": "75",
        "starts_on": TODAY().isoformat(),
        "supervisor": cast.supervisor.user.pk,
        "override_reason": "",
    } | changes


def session_of(placement, **changes):
    return {
        "key": str(uuid.uuid4()),
        "who": str(placement.pk),
        "day": TODAY().isoformat(),
        "other_day": "",
        "minutes": "60",
        "form": "in_person",
        "themes": ["role", "recovery"],
        "mood": "good",
    } | changes


def test_municipalities_stand_under_their_counties_and_nothing_is_chosen_by_dashes(cast, client):
    client.force_login(MembershipFactory(national=True).user)

    page = client.get(url("workplace_new"))

    place = cast.workplace.municipality
    choices = page.context["form"].fields["municipality"].choices
    assert next(iter(choices))[0] == ""
    assert (place.county.name, [(place.pk, place.name)]) in choices
    assert "---" not in page.content.decode()


def test_a_workplace_from_new_to_ready_through_the_pages(cast, client):
    client.force_login(cast.clerk)
    new = {
        "name": "Träffpunkten",
        "kind": "social_activity",
        "owner": cast.workplace.owner.pk,
        "municipality": cast.workplace.municipality.pk,
        "host": cast.host.pk,
        "programme": cast.programme.pk,
    }
    client.post(url("workplace_new"), new)
    unit = Workplace.objects.get(name="Träffpunkten")

    client.post(url("workplace_ready", unit.pk))
    unit.refresh_from_db()
    too_early = unit.status
    client.post(
        url("workplace_people", unit.pk),
        {
            "version": "1",
            "manager_name": "Mona Chef",
            "manager_email": cast.manager.user.email,
            "contact_name": "Bo Ek",
        },
    )
    for managers_present in (0, 1, 0):
        held = {"key": str(uuid.uuid4()), "held_on": TODAY().isoformat(), "head_count": 6, "themes": ["worries"]}
        client.post(url("staff_sessions", unit.pk), held | {"managers_present": managers_present})
    client.post(url("workplace_ready", unit.pk))

    unit.refresh_from_db()
    stored = (too_early, unit.status, unit.manager, unit.staff_sessions.count())
    assert stored == ("interested", "ready", cast.manager.user, 3)


def test_a_course_leader_notes_a_staff_session(cast, client):
    leader = MembershipFactory(role="course_leader", organisation=cast.host)
    client.force_login(leader.user)

    held = {"key": str(uuid.uuid4()), "held_on": TODAY().isoformat(), "head_count": "12", "managers_present": "2"}
    answer = client.post(url("staff_sessions", cast.workplace.pk), held)

    noted = StaffSession.objects.order_by("pk").last()
    assert (answer.status_code, noted.led_by, noted.head_count) == (302, leader.user, 12)


def test_a_region_cannot_add_to_another_host(cast, client):
    client.force_login(cast.clerk)
    other = MembershipFactory(regional=True).organisation

    answer = client.post(url("workplace_new"), {"name": "X", "kind": "other", "host": other.pk})

    assert "host" in answer.context["form"].errors
    assert Workplace.objects.count() == 1


def test_a_workplace_that_is_not_ready_asks_for_a_reason_and_keeps_the_input(cast, client, start_page):
    client.force_login(cast.clerk)
    before = client.get(start_page)

    refused = client.post(start_page, terms(cast))
    again = client.post(start_page, terms(cast, override_reason="Bråttom"))
    done = client.post(start_page, terms(cast, override_reason="Sista träffen hålls i samma vecka."))

    visible = [b'type="text" name="override_reason"' in page.content for page in (before, refused, again)]
    assert visible == [False, True, True]
    assert [list(page.context["form"].errors) for page in (refused, again)] == [["override_reason"]] * 2
    assert b'value="75"' in refused.content
    assert (done.status_code, Placement.objects.get().override_reason) == (302, "Sista träffen hålls i samma vecka.")


def test_a_placement_sent_twice_is_started_once(cast, client, start_page):
    client.force_login(cast.clerk)
    sent = terms(cast, override_reason="Sista träffen hålls i samma vecka.")

    answers = [client.post(start_page, sent) for _ in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"] == url("placement", Placement.objects.get().pk)


def test_ending_a_placement_on_its_page(cast, client, placement):
    client.force_login(cast.clerk)

    too_early = client.post(url("placement_end", placement.pk), {"ends_on": "2020-01-01", "reason": "term"})
    done = client.post(url("placement_end", placement.pk), {"ends_on": TODAY().isoformat(), "reason": "term"})

    placement.refresh_from_db()
    assert (list(too_early.context["form"].errors), done.status_code) == (["ends_on"], 302)
    assert (placement.status, placement.ends_on, placement.end_reason) == ("ended", TODAY(), "term")


def test_a_pause_and_back_on_its_pages(cast, client, placement):
    client.force_login(cast.clerk)
    asked = {"key": str(uuid.uuid4()), "begins_on": TODAY().isoformat(), "ends_on": ""}

    noted = client.post(url("placement_pause_begin", placement.pk), asked)
    placement.refresh_from_db()
    paused, page = placement.status, client.get(url("placement", placement.pk))
    back = client.post(url("placement_pause_end", placement.pk, placement.pauses.get().pk), {"answer": "back"})

    placement.refresh_from_db()
    assert (noted.status_code, paused, back.status_code, placement.status) == (302, "paused", 302, "active")
    assert "Vilar i pausen" in page.text


def test_one_that_is_planned_begins_on_its_page_with_a_reason(cast, client):
    unit = WorkplaceFactory(host=cast.host, programme=cast.programme)
    planned = cast.start(workplace=unit, starts_on=TODAY() + dt.timedelta(days=9), at=timezone.now())
    client.force_login(cast.clerk)
    path, day = url("placement_begin", planned.pk), TODAY().isoformat()

    asked = client.post(path, {"starts_on": day, "override_reason": ""})
    done = client.post(path, {"starts_on": day, "override_reason": "Tredje träffen hålls samma vecka."})

    planned.refresh_from_db()
    assert (list(asked.context["form"].errors), done.status_code, planned.status) == (
        ["override_reason"],
        302,
        "active",
    )


def test_logging_a_session_on_its_page(cast, client, placement):
    client.force_login(cast.supervisor.user)

    answer = client.post(url("session_new", query=f"?for={placement.pk}"), session_of(placement), follow=True)

    session = SupervisionSession.objects.get()
    assert answer.redirect_chain == [(url("session", session.pk), 302)]
    assert (session.held_on, session.minutes, session.themes, session.mood) == (
        TODAY(),
        60,
        ["role", "recovery"],
        "good",
    )
    assert answer.context["placement"].plan.next_due_on > TODAY()


def test_another_day_is_written_out(cast, client, placement):
    client.force_login(cast.supervisor.user)
    yesterday = TODAY() - dt.timedelta(days=1)

    missing = client.post(url("session_new"), session_of(placement, day="other"))
    done = client.post(url("session_new"), session_of(placement, day="other", other_day=yesterday.isoformat()))

    assert list(missing.context["form"].errors) == ["other_day"]
    assert (done.status_code, SupervisionSession.objects.get().held_on) == (302, yesterday)


def test_somebody_elses_peer_supporter_is_not_among_the_choices(cast, client, placement):
    colleague = MembershipFactory(supervisor=True)
    client.force_login(colleague.user)

    answer = client.post(url("session_new"), session_of(placement))

    assert ("who" in answer.context["form"].errors, SupervisionSession.objects.count()) == (True, 0)


def test_a_draft_is_saved_as_it_is_written_and_shown_again(cast, client, placement):
    client.force_login(cast.supervisor.user)
    half = session_of(placement, mood="", minutes="90", themes=["ethics", "nonsense"])

    saved = client.post(url("session_draft"), half)
    form = client.get(url("session_new")).context["form"]

    assert saved.status_code == 204
    assert SupervisionDraft.objects.get(user=cast.supervisor.user).values == {
        "key": half["key"],
        "who": [str(placement.pk)],
        "day": TODAY().isoformat(),
        "minutes": "90",
        "form": "in_person",
    }
    assert (form["who"].value(), form["minutes"].value(), str(form["key"].value())) == (
        [str(placement.pk)],
        "90",
        half["key"],
    )


def test_a_draft_holds_codes_and_ids_and_no_text(cast, client, placement):
    client.force_login(cast.supervisor.user)

    client.post(url("session_draft"), session_of(placement, mood="mår dåligt", note="fritext", form="<script>"))

    assert set(SupervisionDraft.objects.get().values) == {"key", "who", "day", "minutes", "themes"}


@pytest.mark.parametrize(("key", "status"), [("", 400), ("not a token", 400), ("\x00", 400)])
def test_a_draft_without_its_forms_token_is_not_kept(cast, client, placement, key, status):
    client.force_login(cast.supervisor.user)

    answer = client.post(url("session_draft"), session_of(placement, key=key))

    assert (answer.status_code, SupervisionDraft.objects.count()) == (status, 0)


def test_the_draft_is_gone_when_the_session_is_saved_and_does_not_come_back(cast, client, placement):
    client.force_login(cast.supervisor.user)
    sent = session_of(placement)
    client.post(url("session_draft"), sent)

    client.post(url("session_new"), sent)
    late = client.post(url("session_draft"), sent)

    assert (late.status_code, SupervisionDraft.objects.count()) == (409, 0)


def test_a_draft_about_one_does_not_fill_in_the_form_of_another(cast, client, placement):
    client.force_login(cast.supervisor.user)
    other = cast.start(starts_on=TODAY(), at=timezone.now())
    SupervisionDraftFactory(
        user=cast.supervisor.user, values={"key": str(uuid.uuid4()), "who": [str(placement.pk)], "minutes": "90"}
    )

    form = client.get(url("session_new", query=f"?for={other.pk}")).context["form"]

    assert (form["who"].value(), form["minutes"].value()) == ([str(other.pk)], 60)


def test_a_draft_from_last_week_keeps_its_day(cast, client, placement):
    client.force_login(cast.supervisor.user)
    day = (TODAY() - dt.timedelta(days=9)).isoformat()
    SupervisionDraftFactory(user=cast.supervisor.user, values={"key": str(uuid.uuid4()), "day": day})

    form = client.get(url("session_new")).context["form"]

    assert (form["day"].value(), form["other_day"].value()) == ("other", day)


def test_noting_a_follow_up_on_its_page(cast, client, placement):
    client.force_login(cast.manager.user)
    follow_up = FollowUp.objects.get(placement=placement, months=1)

    early = client.post(url("follow_up", follow_up.pk), {"held_on": "2020-01-01"})
    done = client.post(url("follow_up", follow_up.pk), {"held_on": TODAY().isoformat()})
    again = client.post(url("follow_up", follow_up.pk), {"held_on": TODAY().isoformat()})

    follow_up.refresh_from_db()
    assert (list(early.context["form"].errors), done.status_code, again.status_code) == (["held_on"], 302, 200)
    assert (follow_up.held_on, follow_up.held_by) == (TODAY(), cast.manager.user)
