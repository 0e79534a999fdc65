"""Utbildningar, ansökningar och intyg. /ansok/ and /c/ stand in letters and on paper: they never change."""

from django.urls import include, path, register_converter

from peersupport.shared.converters import DayConverter
from training.views import applications, apply, attendance, certificates, cohorts, participants, seats

register_converter(DayConverter, "day")
app_name = "training"

one_cohort = [
    path("", cohorts.cohort, name="cohort"),
    path("andra/", cohorts.cohort_edit, name="cohort_edit"),
    path("oppna/", cohorts.cohort_open, name="cohort_open"),
    path("starta/", cohorts.cohort_start, name="cohort_start"),
    path("avsluta/", cohorts.cohort_complete, name="cohort_complete"),
    path("stall-in/", cohorts.cohort_cancel, name="cohort_cancel"),
    path("schema/", cohorts.schedule, name="schedule"),
    path("platser/", seats.cohort_seats, name="cohort_seats"),
    path("platser/lova/", seats.seats_promise, name="seats_promise"),
    path("platser/bok/", seats.seat_ledger, name="seat_ledger"),
    path("platser/<int:seat>/ta-bort/", seats.seat_release, name="seat_release"),
    path("ansokningar/", applications.applications, name="applications"),
    path("deltagare/", participants.participants, name="participants"),
    path("deltagare.xlsx", participants.participants_xlsx, name="participants_xlsx"),
    path("narvaro/<day:date>/", attendance.attendance, name="attendance"),
    path("intyg/", certificates.certificates, name="certificates"),
]
urlpatterns = [
    path("utbildningar/", cohorts.cohorts, name="cohorts"),
    path("utbildningar/ny/", cohorts.cohort_new, name="cohort_new"),
    path("utbildningar/<int:pk>/", include(one_cohort)),
    path("ansokningar/<int:pk>/", applications.application, name="application"),
    path("deltaganden/<int:pk>/avsluta/", participants.participation_leave, name="participation_leave"),
    path("intyg/<slug:number>/aterkalla/", certificates.certificate_revoke, name="certificate_revoke"),
    path("intyg/<slug:number>.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("ansok/<slug:code>/", apply.apply, name="apply"),
    path("ansok/<slug:code>/tack/", apply.apply_done, name="apply_done"),
    path("c/<slug:code>/", certificates.certificate_check, name="certificate_check"),
]
