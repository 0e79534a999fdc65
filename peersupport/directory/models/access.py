"""Which host answers for a person, and who else may see them."""

from django.db import models
from django.db.models import Q

from peersupport.accounts.permissions import Role
from peersupport.shared.models import Rows


class Registration(models.Model):
    """This host is responsible for this person's data. Every row about a person points here by (person, host)."""

    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="registrations")
    host = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "host"], name="registered_once_per_host")]
        indexes = [models.Index(fields=["host", "person"], name="registration_by_host")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.host_id}"


class PersonAccessQuerySet(Rows):
    def open(self) -> "PersonAccessQuerySet":
        return self.filter(until=None)

    def given_to(self, membership) -> "PersonAccessQuerySet":
        """What somebody has been given, and not lost, in the role and at the organisation that they act for now."""
        return self.open().filter(
            user=membership.user_id, role=membership.role, organisation=membership.organisation_id
        )


class PersonAccess(models.Model):
    """Somebody may see a person, in a role that they have at an organisation, from one moment until another.

    A supervisor of two hosts acts for one at a time, and sees that one's people. Written by the actions that give or
    take a person (a leader's cohort, a manager's workplace, a supervisor's peer); read by ``visible_to`` and, later, by
    the database's own policies.
    """

    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    organisation = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="+")
    role = models.CharField(max_length=25, choices=Role)
    because = models.CharField(max_length=60)  # "training.participation:7": what gave the access, and ends it
    since = models.DateTimeField()
    given_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # null: older ones
    until = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = PersonAccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="access_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="access_ended_by_whom_when", condition=Q(ended_by=None) | Q(until__isnull=False)
            ),
            models.CheckConstraint(
                name="access_ends_after_it_began", condition=Q(until=None) | Q(until__gte=models.F("since"))
            ),
            models.UniqueConstraint(
                fields=["person", "user", "organisation", "role", "because"],
                condition=Q(until=None),
                name="one_open_access",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "role", "organisation", "person"], condition=Q(until=None), name="open_access_by_member"
            ),
            models.Index(fields=["because"], condition=Q(until=None), name="open_access_by_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.role} → {self.person_id}"
