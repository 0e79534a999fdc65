"""What makes a workplace ready gets rows in each version: to begin with the four things that were always asked for."""

from django.db import migrations, models
from django.db.models import PROTECT, Q

KINDS = [
    ("manager", "a named manager"),
    ("contact", "a named contact person at the workplace"),
    ("sessions", "the staff sessions held"),
    ("manager_present", "a manager present at one staff session at least"),
    ("reached", "staff sessions that reach enough of the team"),
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
FILL = """
INSERT INTO programs_readinessitem (version_id, kind)
SELECT version.id, kind
FROM programs_programmeversion version, unnest(ARRAY['manager', 'contact', 'sessions', 'manager_present']) kind;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON programs_readinessitem
    FOR EACH ROW EXECUTE FUNCTION programs_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0036_pauses")]
    operations = [
        migrations.CreateModel(
            name="ReadinessItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=16)),
                ("share", models.DecimalField(decimal_places=3, max_digits=4, null=True)),
                (
                    "version",
                    models.ForeignKey(on_delete=PROTECT, related_name="readiness", to="programs.programmeversion"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["version", "kind"], name="readiness_item_once_per_version"),
                    models.CheckConstraint(
                        condition=Q(kind__in=[kind for kind, _label in KINDS]), name="readiness_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(kind="reached", share__gt=0, share__isnull=False, share__lte=1)
                        | ~Q(kind="reached") & Q(share=None),
                        name="readiness_share_is_of_the_team",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FILL, "DROP TRIGGER append_only ON programs_readinessitem"),
    ]
