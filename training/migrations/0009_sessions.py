"""Modules, and the halves of a course day. Constraints on days hold at the end of each statement from now on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0025_assessors"),
        ("training", "0008_left_for_is_known"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(choices=[("morning", "Morning"), ("afternoon", "Afternoon")], max_length=9)),
                ("starts_at", models.TimeField(verbose_name="starts at")),
                ("ends_at", models.TimeField(verbose_name="ends at")),
                ("room", models.CharField(blank=True, max_length=80, verbose_name="room")),
                ("changed_by_hand_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Module",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("name", models.CharField(max_length=80, verbose_name="name in Swedish")),
                ("name_en", models.CharField(blank=True, max_length=80, verbose_name="name in English")),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="what it is about")),
                ("retired", models.BooleanField(default=False, verbose_name="retired")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="SessionLeader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="courseday",
            name="course_day_number_once",
        ),
        migrations.RemoveConstraint(
            model_name="courseday",
            name="course_day_date_once",
        ),
        migrations.AddField(
            model_name="courseday",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
        migrations.AddConstraint(
            model_name="courseday",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("cohort", "number"),
                name="course_day_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseday",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("cohort", "date"),
                name="course_day_date_once",
            ),
        ),
        migrations.AddField(
            model_name="coursesession",
            name="day",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="training.courseday"
            ),
        ),
        migrations.AddField(
            model_name="module",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programs.programme"
            ),
        ),
        migrations.AddField(
            model_name="coursesession",
            name="module",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.module"
            ),
        ),
        migrations.AddField(
            model_name="sessionleader",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="leaders", to="training.coursesession"
            ),
        ),
        migrations.AddField(
            model_name="sessionleader",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="module",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="module_number_from_one"),
        ),
        migrations.AddConstraint(
            model_name="module",
            constraint=models.UniqueConstraint(fields=("programme", "number"), name="module_number_once"),
        ),
        migrations.AddConstraint(
            model_name="coursesession",
            constraint=models.UniqueConstraint(fields=("day", "part"), name="course_session_part_once"),
        ),
        migrations.AddConstraint(
            model_name="coursesession",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["morning", "afternoon"])), name="course_session_part_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="coursesession",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="course_session_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionleader",
            constraint=models.UniqueConstraint(fields=("session", "user"), name="leader_once_per_session"),
        ),
    ]
