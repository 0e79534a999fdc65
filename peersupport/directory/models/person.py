"""People in the programme. That somebody is in this table says something about their health (GDPR art. 9)."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import Contains, StartsWith
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows, swedish_sort

WORDS = 4  # of a search that count; nobody types more, and each costs a look-up
TRIGRAM = 3


class PersonQuerySet(Rows):
    def visible_to(self, membership) -> "PersonQuerySet":
        """The nation sees all, a region whom its host answers for; others by an open PersonAccess."""
        from peersupport.directory.models.access import PersonAccess, Registration

        match membership.role:
            case Role.NATIONAL_COORDINATOR:
                return self
            case Role.REGIONAL_COORDINATOR:
                hosted = Registration.objects.filter(host=membership.organisation_id)
                return self.filter(pk__in=hosted.values("person"))
            case Role.COURSE_LEADER | Role.UNIT_MANAGER | Role.SUPERVISOR:
                return self.filter(pk__in=PersonAccess.objects.given_to(membership).values("person"))
            case Role.PEER_SUPPORTER:
                return self.filter(user=membership.user_id)
        return self.none()

    def living(self) -> "PersonQuerySet":
        """Those who can be offered something."""
        return self.filter(died_on=None)

    def named(self, text: str) -> "PersonQuerySet":
        """Whose names hold each of these words, in any order and case: "björk ast" finds Astrid Björk.

        A word of one or two letters has to begin the name. Both ways use the trigram index on the lowered names.
        """
        rows = self
        for word in text.lower().replace(",", " ").split()[:WORDS]:
            holds = Contains if len(word) >= TRIGRAM else StartsWith
            rows = rows.filter(Q(holds(Lower("given_name"), word)) | Q(holds(Lower("family_name"), word)))
        return rows


class Person(models.Model):
    """Somebody who learns or works as a peer supporter. Never a diagnosis, never a personal identity number.

    Of somebody who is handled specially the row is an alias, with no way to reach them (ADR 34); who they are is on
    paper with two named people.
    """

    ALIAS = "Deltagare"  # followed by a code; the same word in every language, for it is a name
    ALIAS_CODE = 5
    PERSONAL = {"given_name": "Erased", "family_name": "", "email": "", "phone": ""}

    user = models.OneToOneField("accounts.User", models.SET_NULL, null=True, blank=True, related_name="+")
    given_name = models.CharField(_("first name"), max_length=100)
    family_name = models.CharField(_("last name"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    created_at = models.DateTimeField()
    special_at = models.DateTimeField(null=True)
    special_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    died_on = models.DateField(null=True)
    sort_name = swedish_sort("family_name", "given_name")

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="person_has_a_name", condition=~Q(given_name="")),
            models.CheckConstraint(
                name="person_special_when_and_by_whom",
                condition=Q(special_at=None, special_by=None) | Q(special_at__isnull=False, special_by__isnull=False),
            ),
            models.CheckConstraint(
                name="special_person_is_an_alias",
                condition=Q(special_at=None)
                | Q(
                    given_name__regex=r"^Deltagare [bcdfhjkmnprtvwx234678]{5}$",
                    family_name="",
                    email="",
                    phone="",
                    user=None,
                ),
            ),
            models.CheckConstraint(
                name="nobody_writes_to_who_has_died", condition=Q(died_on=None) | Q(email="", phone="", user=None)
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="person_by_name"),
            GinIndex(
                OpClass(Lower("given_name"), "gin_trgm_ops"),
                OpClass(Lower("family_name"), "gin_trgm_ops"),
                name="person_name_trigrams",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def list_name(self) -> str:
        """As lists have it: last name first."""
        return f"{self.family_name}, {self.given_name}" if self.family_name else self.given_name

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1]).upper()
