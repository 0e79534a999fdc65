"""Addresses of placements: Swedish, ASCII, the same in both languages."""

from django.urls import include, path

from placements.views import followups, placements, supervision, workplaces

app_name = "placements"

one_workplace = [
    path("", workplaces.workplace, name="workplace"),
    path("personer/", workplaces.workplace_people, name="workplace_people"),
    path("personaltraffar/", workplaces.staff_sessions, name="staff_sessions"),
    path("klar/", workplaces.workplace_ready, name="workplace_ready"),
    path("stang/", workplaces.workplace_close, name="workplace_close"),
]
one_placement = [
    path("", placements.placement, name="placement"),
    path("handledare/", placements.placement_supervisor, name="placement_supervisor"),
    path("avsluta/", placements.placement_end, name="placement_end"),
]
urlpatterns = [
    path("arbetsplatser/", workplaces.workplaces, name="workplaces"),
    path("arbetsplatser/ny/", workplaces.workplace_new, name="workplace_new"),
    path("arbetsplatser/<int:pk>/", include(one_workplace)),
    path("placeringar/", placements.placements, name="placements"),
    path("placeringar/ny/", placements.placement_new, name="placement_new"),
    path("placeringar/<int:pk>/", include(one_placement)),
    path("handledning/", supervision.supervision, name="supervision"),
    path("handledning/ny/", supervision.session_new, name="session_new"),
    path("handledning/utkast/", supervision.session_draft, name="session_draft"),
    path("handledning/<int:pk>/", supervision.session, name="session"),
    path("uppfoljning/", followups.follow_ups, name="follow_ups"),
    path("uppfoljning/<int:pk>/", followups.follow_up, name="follow_up"),
]
