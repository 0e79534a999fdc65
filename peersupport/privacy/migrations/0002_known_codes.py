from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0005_sight_is_a_membership"),
        ("privacy", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["training"])), name="consent_purpose_known"
            ),
        ),
    ]
