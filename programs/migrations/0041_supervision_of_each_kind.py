"""Sessions one by one, in a group and with the manager are planned each by itself. Programmes keep what they plan."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Least

import programs.models.programme


class Migration(migrations.Migration):
    dependencies = [("programs", "0040_supervision_is_late")]
    operations = [
        migrations.AddField(
            model_name="programme",
            name="check_in_weeks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(),
                default=list,
                size=None,
                verbose_name="check-ins with the manager, in weeks",
            ),
        ),
        migrations.AlterField(
            model_name="programme",
            name="check_in_weeks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(),
                default=programs.models.programme.check_in_weeks,
                size=None,
                verbose_name="check-ins with the manager, in weeks",
            ),
        ),
        migrations.AlterField(
            model_name="supervisionphase",
            name="every_days",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="days between sessions"),
        ),
        migrations.AddField(
            model_name="supervisionphase",
            name="group_days",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="days between group sessions"),
        ),
        migrations.RemoveConstraint(model_name="supervisionphase", name="phase_late_after_its_interval"),
        migrations.AddConstraint(
            model_name="supervisionphase",
            constraint=models.CheckConstraint(condition=Q(group_days__gte=1), name="phase_group_days_positive"),
        ),
        migrations.AddConstraint(
            model_name="supervisionphase",
            constraint=models.CheckConstraint(
                condition=Q(every_days__isnull=False) | Q(group_days__isnull=False), name="phase_plans_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionphase",
            constraint=models.CheckConstraint(
                condition=Q(late_after__gte=Least("every_days", "group_days")), name="phase_late_after_its_interval"
            ),
        ),
    ]
