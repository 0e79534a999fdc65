"""Who can sign in to the demo. The organisations are real, the people invented."""

from dataclasses import dataclass
from datetime import date

from peersupport.accounts.actions import accounts
from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.desk.demo import pieces
from peersupport.desk.demo.names import Name
from peersupport.directory.actions import invitations
from peersupport.directory.models import Organisation
from peersupport.links import onetime

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Places:
    """The organisations of the demo's picture."""

    nsph: Organisation
    host: Organisation
    stockholm: Organisation
    haninge: Organisation


@dataclass(frozen=True)
class Cast:
    """The demo's accounts by what they do in it."""

    national: User
    regional: User
    leader: User
    stockholm: User
    haninge: User
    manager: User
    supervisor: User
    peer: User


def places() -> Places:
    return Places(
        nsph=pieces.association("NSPH"),
        host=pieces.association("NSPH Stockholms län", county="01"),
        stockholm=pieces.municipality("Stockholms stad", "0180"),
        haninge=pieces.municipality("Haninge kommun", "0136"),
    )


def cast(where: Places, *, password: str, since: date) -> Cast:
    """Make the accounts, all with one password."""

    def account(word: str, given: str, family: str, organisation: Organisation, role: Role) -> User:
        return pieces.member(
            Name(given, family),
            organisation,
            role,
            since=since,
            email=f"{word}@{DOMAIN}",
            password=password,
            is_demo=True,
        )

    account("dpo", "Torsten", "Valfridsson", where.nsph, Role.DATA_PROTECTION_OFFICER)
    account("admin", "Mira", "Lönnkvist", where.nsph, Role.SYSTEM_ADMINISTRATOR)
    return Cast(
        national=account("national", "Karin", "Lundmark", where.nsph, Role.NATIONAL_COORDINATOR),
        regional=account("regional", "Samir", "Ekdahl", where.host, Role.REGIONAL_COORDINATOR),
        leader=account("leader", "Lotta", "Brunnsjö", where.host, Role.COURSE_LEADER),
        stockholm=account("stockholm", "Henrik", "Stenmo", where.stockholm, Role.ORDERER),
        haninge=account("haninge", "Birgitta", "Åsmark", where.haninge, Role.ORDERER),
        manager=account("manager", "Jorma", "Vestberg", where.haninge, Role.UNIT_MANAGER),
        supervisor=account("supervisor", "Eva", "Strandell", where.host, Role.SUPERVISOR),
        peer=accounts.create(
            email=f"peer@{DOMAIN}", given_name="Amina", family_name="Raskens", password=password, is_demo=True
        ),
    )


def take_up_role(peer: User, where: Places, *, by: User, on: date) -> None:
    """Invited as a peer supporter, the account is tied to the person who took the course under the same address."""
    _invitation, link = invitations.invite(
        email=peer.email,
        given_name=peer.given_name,
        family_name=peer.family_name,
        organisation=where.host,
        role=Role.PEER_SUPPORTER,
        by=by,
        at=pieces.at(on),
    )
    invitations.accept(token=onetime.token_of(link), user=peer, at=pieces.at(on, 12))
