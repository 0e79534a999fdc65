from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0005_sight_is_a_membership"),
        ("programs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="cohort",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
        migrations.AddField(
            model_name="programme",
            name="replace_until_day",
            field=models.PositiveSmallIntegerField(
                db_default=2, default=2, verbose_name="a seat can get another person until course day"
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["grant", "agreement", "own_funds"])), name="funding_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("track__in", ["", "psykiatri", "socialpsykiatri", "other"])),
                name="line_track_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(("replace_until_day__gte", 1)), name="replace_until_day_from_one"
            ),
        ),
    ]
