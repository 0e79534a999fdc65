"""How many peer supporters a supervisor has at most, as the programme says."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0013_special_handling"),
        ("programs", "0037_what_makes_a_workplace_ready"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="peers_per_supervisor",
            field=models.PositiveSmallIntegerField(
                db_default=14, default=14, verbose_name="peer supporters per supervisor at most"
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(("peers_per_supervisor__gte", 1)), name="programme_lets_supervise_one"
            ),
        ),
    ]
