"""Addresses of placements: Swedish, ASCII, the same in both languages."""

from django.urls import include, path

from placements.views import (
    education,
    followups,
    moving,
    pauses,
    placements,
    question_sets,
    readiness,
    supervision,
    supervisors,
    support,
    wellness,
    workplaces,
)

app_name = "placements"

one_workplace = [
    path("", workplaces.workplace, name="workplace"),
    path("plan/", workplaces.workplace_plan, name="workplace_plan"),
    path("andra/", workplaces.workplace_edit, name="workplace_edit"),
    path("beredskap/", readiness.readiness, name="readiness"),
    path("personer/", workplaces.workplace_people, name="workplace_people"),
    path("personaltraffar/", workplaces.staff_sessions, name="staff_sessions"),
    path("klar/", workplaces.workplace_ready, name="workplace_ready"),
    path("stang/", workplaces.workplace_close, name="workplace_close"),
]
one_placement = [
    path("", placements.placement, name="placement"),
    path("handledare/", placements.placement_supervisor, name="placement_supervisor"),
    path("borja/", placements.placement_begin, name="placement_begin"),
    path("byt-arbetsplats/", moving.placement_move, name="placement_move"),
    path("paus/", pauses.placement_pause_begin, name="placement_pause_begin"),
    path("paus/<int:pause>/", pauses.placement_pause, name="placement_pause"),
    path("paus/<int:pause>/slut/", pauses.placement_pause_end, name="placement_pause_end"),
    path("avsluta/", placements.placement_end, name="placement_end"),
]
one_question_set = [
    path("", question_sets.question_set, name="question_set"),
    path("licens/", question_sets.question_set_licence, name="question_set_licence"),
    path("ny-utgava/", question_sets.question_set_copy, name="question_set_copy"),
    path("publicera/", question_sets.question_set_publish, name="question_set_publish"),
    path("fragor/ny/", question_sets.survey_question_new, name="survey_question_new"),
    path("fragor/<int:question>/", question_sets.survey_question_edit, name="survey_question_edit"),
    path("fragor/<int:question>/ta-bort/", question_sets.survey_question_remove, name="survey_question_remove"),
]
one_education = [
    path("", education.education, name="education"),
    path("andra/", education.education_edit, name="education_edit"),
    path("stall-in/", education.education_call_off, name="education_call_off"),
    path("anmal/", education.education_join, name="education_join"),
    path("avanmal/", education.education_leave, name="education_leave"),
    path("narvaro/", education.education_came, name="education_came"),
    path("deltagare/", education.education_people, name="education_people"),
    path("deltagare/<int:person>/anmal/", education.education_sign_up, name="education_sign_up"),
    path("anmalningar/<int:sign_up>/avanmal/", education.education_withdraw, name="education_withdraw"),
]
urlpatterns = [
    path("arbetsplatser/", workplaces.workplaces, name="workplaces"),
    path("arbetsplatser/ny/", workplaces.workplace_new, name="workplace_new"),
    path("arbetsplatser/<int:pk>/", include(one_workplace)),
    path("placeringar/", placements.placements, name="placements"),
    path("placeringar/ny/", placements.placement_new, name="placement_new"),
    path("placeringar/<int:pk>/", include(one_placement)),
    path("handledare/", supervisors.supervisors, name="supervisors"),
    path("handledare/<int:pk>/lamna-over/", supervisors.supervisor_hand_over, name="supervisor_hand_over"),
    path("handledning/", supervision.supervision, name="supervision"),
    path("handledning/ny/", supervision.session_new, name="session_new"),
    path("handledning/utkast/", supervision.session_draft, name="session_draft"),
    path("handledning/sand/", supervision.session_send, name="session_send"),
    path("handledning/<int:pk>/", supervision.session, name="session"),
    path("handledning/<int:pk>/ratta/", supervision.session_correct, name="session_correct"),
    path("uppfoljning/", followups.follow_ups, name="follow_ups"),
    path("enkatfragor/", question_sets.question_sets, name="question_sets"),
    path("enkatfragor/<int:pk>/", include(one_question_set)),
    path("uppfoljning/<int:pk>/", followups.follow_up, name="follow_up"),
    path("stod/", support.support, name="support"),
    path("stod/kontakt/", support.support_contact, name="support_contact"),
    path("stod/<int:pk>/", support.support_request, name="support_request"),
    path("stod/<int:pk>/ta-tillbaka/", support.support_withdraw, name="support_withdraw"),
    path("min-plan/", wellness.my_plan, name="my_plan"),
    path("min-plan/dela/", wellness.my_plan_share, name="my_plan_share"),
    path("min-plan/dela/<int:pk>/sluta/", wellness.my_plan_stop, name="my_plan_stop"),
    path("min-plan/slang/", wellness.my_plan_throw_away, name="my_plan_throw_away"),
    path("delade-planer/", wellness.shared_plans, name="shared_plans"),
    path("delade-planer/<int:pk>/", wellness.shared_plan, name="shared_plan"),
    path("fortbildning/", education.education_list, name="education_list"),
    path("fortbildning/ny/", education.education_new, name="education_new"),
    path("fortbildning/behov/", education.education_needs, name="education_needs"),
    path("fortbildning/mina-timmar/", education.my_hours, name="my_hours"),
    path("fortbildning/timmar/", education.hours_to_decide, name="hours_to_decide"),
    path("fortbildning/timmar/<int:pk>/godkann/", education.hours_count, name="hours_count"),
    path("fortbildning/timmar/<int:pk>/avsla/", education.hours_decline, name="hours_decline"),
    path("fortbildning/<int:pk>/", include(one_education)),
]
