"""Sign-in and one's own account: of allauth's addresses those that we use, and no other.

Not mounted, so 404: signing up (an invitation does that), changing the address, sign-in by code, and social accounts.
Each view states who may open it, like our own, and runs in one transaction. The three that ask for the password again
don't: they call the view that was interrupted, which opens its own.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.urls import include, path, re_path

from peersupport.accounts.access import public, signed_in, signed_in_without_transaction

password = [
    path("byt/", signed_in(account.password_change), name="account_change_password"),
    path("valj/", signed_in(account.password_set), name="account_set_password"),
    path("glomt/", public(account.password_reset), name="account_reset_password"),
    path("glomt/skickat/", public(account.password_reset_done), name="account_reset_password_done"),
    path("glomt/klart/", public(account.password_reset_from_key_done), name="account_reset_password_from_key_done"),
    re_path(
        r"^glomt/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,80})/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]
security_key = [
    path("byt-namn/", signed_in(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("ta-bort/", signed_in(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
]
second_factor = [
    path("", signed_in(mfa.index), name="mfa_index"),
    path("kod/", public(mfa.authenticate), name="mfa_authenticate"),
    path("bekrafta/", signed_in_without_transaction(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("app/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("app/ta-bort/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("reservkoder/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("reservkoder/nya/", signed_in(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("reservkoder/hamta/", signed_in(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("nycklar/", signed_in(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("nycklar/ny/", signed_in(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "nycklar/bekrafta/",
        signed_in_without_transaction(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("nycklar/<int:pk>/", include(security_key)),
]
urlpatterns = [
    path("logga-in/", public(account.login), name="account_login"),
    path("logga-ut/", public(account.logout), name="account_logout"),
    path("avstangt/", public(account.account_inactive), name="account_inactive"),
    path("bekrafta/", signed_in_without_transaction(account.reauthenticate), name="account_reauthenticate"),
    path("losenord/", include(password)),
    path("tvasteg/", include(second_factor)),
    path("inloggningar/", signed_in(usersessions.list_usersessions), name="usersessions_list"),
]
