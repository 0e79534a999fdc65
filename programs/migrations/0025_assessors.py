"""How many assess each application."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0012_former_names_and_merging"),
        ("programs", "0024_unused_seats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="assessors",
            field=models.PositiveSmallIntegerField(
                db_default=2, default=2, verbose_name="people who assess each application"
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(("assessors__lte", 5)), name="programme_of_at_most_five_assessors"
            ),
        ),
    ]
