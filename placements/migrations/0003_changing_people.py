from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0005_sight_is_a_membership"),
        ("placements", "0002_registered_people"),
        ("programs", "0002_changing_cohorts"),
        ("training", "0002_registered_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="workplace",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["active", "ended"])), name="placement_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("form__in", ["permanent", "probationary", "fixed_term", "substitute", "hourly", "fee"])
                ),
                name="placement_form_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "themes__contained_by",
                        ["role", "recovery", "confidentiality", "team", "support", "worries", "practical"],
                    )
                ),
                name="staff_session_themes_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ["in_person", "video", "phone", "group"])), name="session_form_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("mood__in", ["good", "so_so", "needs_support"])), name="session_mood_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "themes__contained_by",
                        ["role", "team", "recovery", "workload", "ethics", "introduction", "other"],
                    )
                ),
                name="session_themes_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="workplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "inpatient_care",
                            "outpatient_clinic",
                            "community_mental_health",
                            "housing_support",
                            "supported_housing",
                            "social_activity",
                            "other",
                        ],
                    )
                ),
                name="workplace_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="workplace",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["interested", "preparing", "ready", "closed"])),
                name="workplace_status_known",
            ),
        ),
    ]
