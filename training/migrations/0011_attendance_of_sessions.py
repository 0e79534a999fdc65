"""Attendance may point to a session, and a session say who registered it; days still do as well."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0010_days_have_sessions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("coursesession", "registered_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "coursesession",
            "registered_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RemoveConstraint("attendance", "one_mark_per_person_and_day"),
        migrations.RemoveConstraint("attendance", "attendance_mark_known"),
        migrations.AlterField(
            "attendance",
            "day",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attendance",
                to="training.courseday",
            ),
        ),
        migrations.AddField(
            "attendance",
            "session",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attendance",
                to="training.coursesession",
            ),
        ),
    ]
