import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0004_fill_sight"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="personaccess",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.organisation"
            ),
        ),
        migrations.AlterField(
            model_name="personaccess",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="personaccess",
            index=models.Index(
                condition=models.Q(("until", None)),
                fields=["user", "role", "organisation", "person"],
                name="open_access_by_member",
            ),
        ),
        migrations.AddIndex(
            model_name="personaccess",
            index=models.Index(condition=models.Q(("until", None)), fields=["because"], name="open_access_by_cause"),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at", None)),
                fields=("email", "organisation", "role"),
                name="one_open_invitation",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="membership_ended_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["association", "municipality", "region", "company", "other"])),
                name="organisation_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changed_at", None), ("changed_by", None)),
                    models.Q(("changed_at__isnull", False), ("changed_by__isnull", False)),
                    _connector="OR",
                ),
                name="organisation_changed_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="personaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "national_coordinator",
                            "regional_coordinator",
                            "course_leader",
                            "orderer",
                            "unit_manager",
                            "supervisor",
                            "peer_supporter",
                            "data_protection_officer",
                            "system_administrator",
                        ],
                    )
                ),
                name="access_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="personaccess",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("person", "user", "organisation", "role", "because"),
                name="one_open_access",
            ),
        ),
    ]
