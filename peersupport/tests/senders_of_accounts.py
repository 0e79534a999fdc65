"""Who sends the forms about organisations, invitations and accounts. See peersupport/tests/senders.py."""

import time
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.accounts.tests.factories import PASSWORD, UserFactory
from peersupport.directory.actions import invitations
from peersupport.directory.tests.factories import (
    ContactFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
    RegistrationFactory,
)
from peersupport.links import onetime
from peersupport.tests.senders import Sent, sent, signed_in


# desk
def _organisation_values() -> dict:
    municipality = MunicipalityFactory()
    where = {"municipality": municipality.pk, "county": municipality.county_id, "parent": OrganisationFactory().pk}
    return {"name": "Haninge kommun", "kind": "municipality", "org_number": "212000-0142", "is_host": "", **where}


def organisation_new(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("organisation_new", **_organisation_values())


def organisation_edit(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("organisation_edit", OrganisationFactory().pk, version="1", **_organisation_values())


def organisation_invoicing(client: Client) -> Sent:
    signed_in(client, national=True)
    values = {
        "e_scheme": "0007",
        "e_id": "212000-0142",
        "recipient": "Fakturamottagning",
        "street": "Box 1",
        "postal_code": "136 81",
        "city": "Haninge",
        "reference_masks": "ZZ999999",
        "reference_hint": "ZZ och sex siffror",
        "bankgiro": "5050-1055",
        "vat_number": "SE212000014201",
        "f_tax": "on",
        "vat_text": "Ingen moms",
        "payment_days": "30",
    }
    return sent("organisation_invoicing", OrganisationFactory(host=True).pk, version="1", **values)


def organisation_role_new(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("organisation_role_new", OrganisationFactory().pk, role="orderer", since="2026-01-12")


def organisation_role_end(client: Client) -> Sent:
    signed_in(client, national=True)
    role = OrganisationRoleFactory()
    return sent("organisation_role_end", role.organisation_id, role.pk, until="2026-06-30")


def person_died(client: Client) -> Sent:
    host = signed_in(client, regional=True).organisation
    return sent("person_died", RegistrationFactory(host=host).person_id, died_on="2026-06-30")


def contact_new(client: Client) -> Sent:
    organisation = signed_in(client, orderer=True).organisation
    values = {"name": "Eva Ek", "email": "eva@example.org", "phone": "08-1", "is_mailbox": ""}
    return sent("contact_new", organisation.pk, key=uuid4(), role="ordering", **values)


def contact_end(client: Client) -> Sent:
    contact = ContactFactory(organisation=signed_in(client, orderer=True).organisation)
    return sent("contact_end", contact.organisation_id, contact.pk, until="2026-06-30")


def organisation_merge(client: Client) -> Sent:
    signed_in(client, national=True)
    return sent("organisation_merge", OrganisationFactory().pk, into=OrganisationFactory().pk)


def invite(client: Client) -> Sent:
    signed_in(client, national=True)
    values = {"email": "ny@example.org", "given_name": "Ny", "family_name": "Vän", "role": "orderer"}
    return sent("invite", OrganisationFactory().pk, key=uuid4(), **values)


def invitation(client: Client) -> Sent:
    asked = {"email": "ny@example.org", "given_name": "Ny", "role": "orderer"}
    _invitation, link = invitations.invite(
        organisation=OrganisationFactory(), by=MembershipFactory(national=True).user, at=timezone.now(), **asked
    )
    values = {"given_name": "Ny", "family_name": "Vän", "password": "tre okända ord"}
    return sent("invitation", onetime.token_of(link), **values)


# accounts
def sign_in(client: Client) -> Sent:
    return sent("account_login", login=UserFactory(password=PASSWORD).email, password=PASSWORD)


def reset_password(client: Client) -> Sent:
    return sent("account_reset_password", email=UserFactory(password=PASSWORD).email)


def change_password(client: Client) -> Sent:
    user = UserFactory(password=PASSWORD)
    client.force_login(user)
    new = "ett annat långt lösenord"
    return sent("account_change_password", oldpassword=PASSWORD, password1=new, password2=new)


def reauthenticate(client: Client) -> Sent:
    client.force_login(UserFactory(password=PASSWORD))
    return sent("account_reauthenticate", password=PASSWORD)


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def _just_signed_in(client: Client) -> User:
    user = UserFactory(password=PASSWORD)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return user


def activate_second_factor(client: Client) -> Sent:
    _just_signed_in(client)
    client.get(reverse("mfa_activate_totp"))
    return sent("mfa_activate_totp", code=code_of(client.session[SECRET_SESSION_KEY]))


def second_step(client: Client) -> Sent:
    user, secret = UserFactory(password=PASSWORD), generate_totp_secret()
    TOTP.activate(user, secret)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return sent("mfa_authenticate", code=code_of(secret))


def second_step_again(client: Client) -> Sent:
    user, secret = UserFactory(), generate_totp_secret()
    TOTP.activate(user, secret)
    client.force_login(user)
    return sent("mfa_reauthenticate", code=code_of(secret))


def rename_security_key(client: Client) -> Sent:
    key = Authenticator.Type.WEBAUTHN
    found = Authenticator.objects.create(user=_just_signed_in(client), type=key, data={"name": "Nyckel"})
    return sent("mfa_edit_webauthn", found.pk, name="Ny nyckel")
