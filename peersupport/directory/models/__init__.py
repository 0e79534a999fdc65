from peersupport.directory.models.access import PersonAccess, Registration
from peersupport.directory.models.contact import Contact
from peersupport.directory.models.geography import County, Municipality
from peersupport.directory.models.invoicing import Invoicing
from peersupport.directory.models.membership import Invitation, Membership
from peersupport.directory.models.organisation import Organisation, now_in, now_part_of
from peersupport.directory.models.organisation_name import OrganisationName
from peersupport.directory.models.organisation_role import OrganisationRole
from peersupport.directory.models.person import Person

__all__ = [
    "Contact",
    "County",
    "Invitation",
    "Invoicing",
    "Membership",
    "Municipality",
    "Organisation",
    "OrganisationName",
    "OrganisationRole",
    "Person",
    "PersonAccess",
    "Registration",
    "now_in",
    "now_part_of",
]
