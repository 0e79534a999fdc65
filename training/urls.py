"""Utbildningar, ansökningar och intyg. /ansok/, /min-ansokan/ and /c/ stand on paper, and /kalender/ in calendars: they
never change.
"""

from django.urls import include, path, register_converter

from peersupport.shared.converters import DayConverter
from training.views import (
    admission,
    apologies,
    applications,
    apply,
    attendance,
    cases,
    certificates,
    cohorts,
    make_ups,
    modules,
    my_application,
    my_calendar,
    needs,
    participants,
    printing,
    schedule,
    seats,
)

register_converter(DayConverter, "day")
app_name = "training"

one_cohort = [
    path("", cohorts.cohort, name="cohort"),
    path("andra/", cohorts.cohort_edit, name="cohort_edit"),
    path("oppna/", cohorts.cohort_open, name="cohort_open"),
    path("starta/", cohorts.cohort_start, name="cohort_start"),
    path("avsluta/", cohorts.cohort_complete, name="cohort_complete"),
    path("stall-in/", cohorts.cohort_cancel, name="cohort_cancel"),
    path("schema/", schedule.schedule, name="schedule"),
    path("schema/pass/<int:session>/", schedule.session_edit, name="session_edit"),
    path("schema/dag/<int:day>/flytta/", schedule.day_move, name="day_move"),
    path("schema/flytta-start/", schedule.start_ask, name="start_ask"),
    path("schema/flytta-start/<day:date>/", schedule.start_move, name="start_move"),
    path("platser/", seats.cohort_seats, name="cohort_seats"),
    path("platser/lova/", seats.seats_promise, name="seats_promise"),
    path("platser/bok/", seats.seat_ledger, name="seat_ledger"),
    path("platser/<int:seat>/ta-bort/", seats.seat_release, name="seat_release"),
    path("ansokningar/", admission.applications_list, name="applications"),
    path("antagning/", admission.assessors, name="assessors"),
    path("antagning/<int:assessor>/ta-ut/", admission.assessor_remove, name="assessor_remove"),
    path("intervjuer/", admission.interview_times, name="interview_times"),
    path("intervjuer/<int:time>/frigor/", admission.interview_time_let_go, name="interview_time_let_go"),
    path("intervjuer/<int:time>/ta-bort/", admission.interview_time_remove, name="interview_time_remove"),
    path("besked/", admission.answers_send, name="answers_send"),
    path("deltagare/", participants.participants, name="participants"),
    path("deltagare.xlsx", participants.participants_xlsx, name="participants_xlsx"),
    path("narvaro/<day:date>/", attendance.attendance, name="attendance"),
    path("intyg/", certificates.certificates, name="certificates"),
    path("intyg/pdf/", printing.certificates_print, name="certificates_print"),
    path("intyg/pdf/<int:job>/", printing.certificates_printing, name="certificates_printing"),
    path("intyg/pdf/<int:job>/fil/", printing.certificates_file, name="certificates_file"),
]
one_application = [
    path("", applications.application, name="application"),
    path("papper/<int:paper>/", applications.application_paper, name="application_paper"),
    path("bedom/", applications.application_assess, name="application_assess"),
    path("avsta/", applications.application_step_aside, name="application_step_aside"),
    path("kalla/", applications.application_invite, name="application_invite"),
    path("intervjuad/", applications.application_interviewed, name="application_interviewed"),
    path("reserv/", applications.application_reserve, name="application_reserve"),
]
one_programme = [
    path("moduler/", modules.modules, name="modules"),
    path("moduler/ny/", modules.module_new, name="module_new"),
    path("moduler/vanliga/", modules.modules_usual, name="modules_usual"),
    path("moduler/<int:module>/", modules.module_edit, name="module_edit"),
]
urlpatterns = [
    path("program/<int:pk>/", include(one_programme)),
    path("utbildningar/", cohorts.cohorts, name="cohorts"),
    path("utbildningar/ny/", cohorts.cohort_new, name="cohort_new"),
    path("utbildningar/<int:pk>/", include(one_cohort)),
    path("ansokningar/<int:pk>/", include(one_application)),
    path("deltaganden/<int:pk>/", needs.participation, name="participation"),
    path("deltaganden/<int:pk>/legitimerad/", needs.participation_identity, name="participation_identity"),
    path("deltaganden/<int:pk>/narvaro/", make_ups.participation_attendance, name="participation_attendance"),
    path("deltaganden/<int:pk>/narvaro/samtal/", make_ups.attendance_talked, name="attendance_talked"),
    path("deltaganden/<int:pk>/narvaro/<int:day>/igentagning/", make_ups.make_up_give, name="make_up_give"),
    path("deltaganden/<int:pk>/igentagningar/<int:make_up>/", make_ups.make_up_step, name="make_up_step"),
    path("deltaganden/<int:pk>/avsluta/", participants.participation_leave, name="participation_leave"),
    path("intyg/<slug:number>/", certificates.certificate, name="certificate"),
    path("intyg/<slug:number>/nytt-papper/", certificates.certificate_reissue, name="certificate_reissue"),
    path("intyg/<slug:number>/aterkalla/", cases.certificate_revoke, name="certificate_revoke"),
    path("intyg/<slug:number>/arenden/<int:case>/", cases.certificate_case, name="certificate_case"),
    path("intyg/<slug:number>/arenden/<int:case>/text/", cases.certificate_case_text, name="certificate_case_text"),
    path("intyg/<slug:number>.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("ansok/<slug:code>/", apply.apply, name="apply"),
    path("ansok/<slug:code>/brev/", apply.apply_letter, name="apply_letter"),
    path("ansok/<slug:code>/fragor/", apply.apply_practical, name="apply_practical"),
    path("ansok/<slug:code>/skicka/", apply.apply_send, name="apply_send"),
    path("ansok/<slug:code>/kasta/", apply.apply_discard, name="apply_discard"),
    path("ansok/<slug:code>/tack/", apply.apply_done, name="apply_done"),
    path("min-ansokan/<slug:token>/", my_application.my_application, name="my_application"),
    path(
        "min-ansokan/<slug:token>/ta-tillbaka/", my_application.my_application_withdraw, name="my_application_withdraw"
    ),
    path("min-ansokan/<slug:token>/mote.ics", my_application.my_application_ics, name="my_application_ics"),
    path("min-ansokan/<slug:token>/infor-kursen/", needs.my_needs, name="my_needs"),
    path("min-ansokan/<slug:token>/kan-inte-komma/", apologies.my_absence, name="my_absence"),
    path("min-ansokan/<slug:token>/samtycke/", my_application.my_application_consent, name="my_application_consent"),
    path("min-ansokan/<slug:token>/igentagningar/<int:make_up>/", make_ups.my_make_up, name="my_make_up"),
    path("min-ansokan/<slug:token>/reserv/", my_application.my_application_reserve, name="my_application_reserve"),
    path("min-kalender/", my_calendar.my_calendar, name="my_calendar"),
    path("min-kalender/ny/", my_calendar.my_calendar_renew, name="my_calendar_renew"),
    path("min-kalender/stang/", my_calendar.my_calendar_close, name="my_calendar_close"),
    path("kalender/<slug:token>.ics", my_calendar.calendar, name="calendar"),
    path("c/<slug:code>/", certificates.certificate_check, name="certificate_check"),
]
