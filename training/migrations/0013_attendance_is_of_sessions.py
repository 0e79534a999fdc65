"""From now on attendance is a session's, and a day says nothing about it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0012_days_become_halves")]

    operations = [
        migrations.RemoveConstraint("courseday", "course_day_registered_when_and_by_whom"),
        migrations.RemoveIndex("courseday", "course_day_to_register"),
        migrations.RemoveField("courseday", "registered_at"),
        migrations.RemoveField("courseday", "registered_by"),
        migrations.RemoveField("attendance", "day"),
        migrations.AlterField(
            "attendance",
            "session",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attendance",
                to="training.coursesession",
            ),
        ),
        migrations.AlterField(
            "attendance",
            "mark",
            models.CharField(choices=[("present", "Here"), ("excused", "Excused"), ("absent", "Absent")], max_length=8),
        ),
        migrations.AddConstraint(
            "attendance",
            models.UniqueConstraint(fields=("participation", "session"), name="one_mark_per_person_and_session"),
        ),
        migrations.AddConstraint(
            "attendance",
            models.CheckConstraint(
                condition=models.Q(("mark__in", ["present", "excused", "absent"])), name="attendance_mark_known"
            ),
        ),
        migrations.AddConstraint(
            "coursesession",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("registered_at", None), ("registered_by", None)),
                    models.Q(("registered_at__isnull", False), ("registered_by__isnull", False)),
                    _connector="OR",
                ),
                name="course_session_registered_when_and_by_whom",
            ),
        ),
        migrations.AddIndex(
            "coursesession",
            models.Index(
                condition=models.Q(("registered_at", None)), fields=["day"], name="course_session_to_register"
            ),
        ),
    ]
