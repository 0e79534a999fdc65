"""Pages that are read across the house. No namespace: these are the addresses that everybody links to."""

from django.urls import path

from peersupport.desk.views import account, health, texts, today

urlpatterns = [
    path("", today.today, name="today"),
    path("konto/utseende/", account.set_look, name="set_look"),
    path("konto/roll/", account.switch_membership, name="switch_membership"),
    path("i18n/setlang/", account.set_language, name="set_language"),
    path("hjalp/", texts.help_page, name="help"),
    path("tillganglighet/", texts.accessibility, name="accessibility"),
    path("personuppgifter/", texts.privacy, name="privacy"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
