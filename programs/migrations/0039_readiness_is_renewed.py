"""A workplace may need a new staff session when its manager or much of its team is new. Nobody is asked for it yet."""

from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("manager", "a named manager"),
    ("contact", "a named contact person at the workplace"),
    ("sessions", "the staff sessions held"),
    ("manager_present", "a manager present at one staff session at least"),
    ("reached", "staff sessions that reach enough of the team"),
    ("renewed", "a new staff session when the manager or much of the team is new"),
    ("decision", "decision and budget"),
    ("role", "role description"),
    ("introduction", "plan for the introduction"),
    ("access", "computer, keys and access to records decided"),
    ("documentation", "decided who documents what"),
    ("supervision_time", "supervision within paid hours"),
    ("risk", "risk assessment of the work environment"),
    ("absence", "plan for absence"),
    ("network", "a second peer supporter, or a network of them"),
    ("follow_ups", "days for follow-ups agreed"),
]


class Migration(migrations.Migration):
    dependencies = [("programs", "0038_peers_per_supervisor")]
    operations = [
        migrations.RemoveConstraint("readinessitem", "readiness_kind_known"),
        migrations.RemoveConstraint("readinessitem", "readiness_share_is_of_the_team"),
        migrations.AlterField("readinessitem", "kind", models.CharField(choices=KINDS, max_length=16)),
        migrations.AddConstraint(
            "readinessitem",
            models.CheckConstraint(condition=Q(kind__in=[kind for kind, _label in KINDS]), name="readiness_kind_known"),
        ),
        migrations.AddConstraint(
            "readinessitem",
            models.CheckConstraint(
                condition=Q(kind__in=["reached", "renewed"], share__gt=0, share__isnull=False, share__lte=1)
                | ~Q(kind__in=["reached", "renewed"]) & Q(share=None),
                name="readiness_share_is_of_the_team",
            ),
        ),
    ]
