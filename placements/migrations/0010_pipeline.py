"""A workplace's whole way, what is next and who sees to it, and who its people have been."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q

STATUSES = [
    ("interested", "Interested"),
    ("dialogue", "In dialogue"),
    ("agreement", "Agreement to be made"),
    ("preparing", "Preparing"),
    ("ready", "Ready"),
    ("has_peer", "Has a peer supporter"),
    ("resting", "Resting"),
    ("closed", "Closed"),
]
# What was ready has been so since it was declared; where somebody works, the workplace has a peer supporter
FOLLOW = """
UPDATE placements_workplace SET ready_on = coalesce(
    (SELECT max(at)::date FROM audit_statuschange
     WHERE subject = 'placements.workplace:' || placements_workplace.id AND became = 'ready'), current_date)
WHERE status = 'ready';

WITH worked AS (
    SELECT id, status FROM placements_workplace workplace WHERE status <> 'closed' AND EXISTS (
        SELECT FROM placements_placement WHERE workplace_id = workplace.id AND status IN ('active', 'paused'))
), told AS (
    INSERT INTO audit_statuschange (subject, was, became, at)
    SELECT 'placements.workplace:' || id, status, 'has_peer', now() FROM worked
)
UPDATE placements_workplace SET status = 'has_peer' WHERE id IN (SELECT id FROM worked);

INSERT INTO placements_workplaceperson (workplace_id, role, name)
SELECT id, 'manager', manager_name FROM placements_workplace WHERE manager_name <> ''
UNION ALL SELECT id, 'contact', contact_name FROM placements_workplace WHERE contact_name <> '';

SET CONSTRAINTS ALL IMMEDIATE;
"""
BACK = """
UPDATE placements_workplace SET status = CASE WHEN ready_on IS NULL THEN 'preparing' ELSE 'ready' END
WHERE status IN ('has_peer', 'resting');
UPDATE placements_workplace SET status = 'interested' WHERE status IN ('dialogue', 'agreement');
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0009_education"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RemoveConstraint("workplace", "workplace_status_known"),
        migrations.RemoveConstraint("workplace", "ready_workplace_has_manager_and_contact"),
        migrations.AlterField(
            "workplace",
            "status",
            models.CharField(choices=STATUSES, default="interested", max_length=12, verbose_name="status"),
        ),
        migrations.AddField("workplace", "ready_on", models.DateField(editable=False, null=True)),
        migrations.AddField(
            "workplace",
            "caretaker",
            models.ForeignKey(
                null=True,
                on_delete=PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who sees to it",
            ),
        ),
        migrations.AddField(
            "workplace",
            "next_step",
            models.CharField(blank=True, db_default="", default="", max_length=120, verbose_name="next step"),
        ),
        migrations.AddField(
            "workplace", "next_on", models.DateField(blank=True, null=True, verbose_name="by which day")
        ),
        migrations.CreateModel(
            name="WorkplacePerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(choices=[("manager", "Manager"), ("contact", "Contact person")], max_length=7),
                ),
                ("name", models.CharField(max_length=120)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                (
                    "workplace",
                    models.ForeignKey(on_delete=CASCADE, related_name="people", to="placements.workplace"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(until=None), fields=["workplace", "role"], name="one_in_each_role_at_a_workplace"
                    ),
                    models.CheckConstraint(condition=Q(role__in=["manager", "contact"]), name="workplace_role_known"),
                    models.CheckConstraint(
                        condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                        name="workplace_person_leaves_after_coming",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FOLLOW, BACK),
        migrations.AddConstraint(
            "workplace",
            models.CheckConstraint(
                condition=Q(status__in=[status for status, _label in STATUSES]), name="workplace_status_known"
            ),
        ),
        migrations.AddConstraint(
            "workplace",
            models.CheckConstraint(
                condition=Q(status="ready", ready_on__isnull=False)
                | Q(status__in=["has_peer", "resting", "closed"])
                | Q(status__in=["interested", "dialogue", "agreement", "preparing"], ready_on=None),
                name="workplace_ready_since_a_day",
            ),
        ),
        migrations.AddConstraint(
            "workplace",
            models.CheckConstraint(
                condition=Q(next_step="", next_on=None) | ~Q(next_step="") & Q(next_on__isnull=False),
                name="workplace_next_step_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            "workplace",
            models.CheckConstraint(
                condition=Q(ready_on=None) | Q(status="closed") | (~Q(manager_name="") & ~Q(contact_name="")),
                name="ready_workplace_has_manager_and_contact",
            ),
        ),
        migrations.AddIndex(
            "workplace", models.Index(fields=["next_on", "sort_name", "id"], name="workplace_by_next_step")
        ),
    ]
