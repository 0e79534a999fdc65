"""Pages that are read across the house. No namespace: these are the addresses that everybody links to."""

from django.urls import include, path

from peersupport.desk.views import (
    account,
    contacts,
    death,
    health,
    invitations,
    invoicing,
    merging,
    my_data,
    organisation_roles,
    organisations,
    people,
    search,
    special,
    texts,
    today,
)

one_organisation = [
    path("", organisations.organisation, name="organisation"),
    path("andra/", organisations.organisation_edit, name="organisation_edit"),
    path("fakturering/", invoicing.organisation_invoicing, name="organisation_invoicing"),
    path("roller/ny/", organisation_roles.organisation_role_new, name="organisation_role_new"),
    path("roller/<int:role>/avsluta/", organisation_roles.organisation_role_end, name="organisation_role_end"),
    path("kontakter/ny/", contacts.contact_new, name="contact_new"),
    path("kontakter/<int:contact>/avsluta/", contacts.contact_end, name="contact_end"),
    path("sammanfoga/", merging.organisation_merge, name="organisation_merge"),
    path("sammanfoga/<int:into>/", merging.organisation_merge_into, name="organisation_merge_into"),
    path("bjud-in/", organisations.invite, name="invite"),
]
urlpatterns = [
    path("", today.today, name="today"),
    path("mina-uppgifter/", my_data.my_data, name="my_data"),
    path("sok/", search.search, name="search"),
    path("deltagare/", people.people, name="people"),
    path("deltagare/<int:pk>/", people.person, name="person"),
    path("deltagare/<int:pk>/sarskild-hantering/", special.person_special, name="person_special"),
    path("deltagare/<int:pk>/avliden/", death.person_died, name="person_died"),
    path("organisationer/", organisations.organisations, name="organisations"),
    path("organisationer/ny/", organisations.organisation_new, name="organisation_new"),
    path("organisationer/<int:pk>/", include(one_organisation)),
    path("kontakter/", contacts.contacts, name="contacts"),
    path("medlemskap/<int:pk>/avsluta/", organisations.end_membership, name="end_membership"),
    path("inbjudan/<str:token>/", invitations.invitation, name="invitation"),
    path("konto/utseende/", account.set_look, name="set_look"),
    path("konto/roll/", account.switch_membership, name="switch_membership"),
    path("i18n/setlang/", account.set_language, name="set_language"),
    path("hjalp/", texts.help_page, name="help"),
    path("tillganglighet/", texts.accessibility, name="accessibility"),
    path("personuppgifter/", texts.privacy, name="privacy"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
