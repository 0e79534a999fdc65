"""A coordinator can make calling off cost less, for a reason that both sides read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0021_offered_places_are_taken")]
    operations = [
        migrations.AddField(
            model_name="order",
            name="fee_reason",
            field=models.CharField(blank=True, db_default="", max_length=200, verbose_name="reason"),
        ),
    ]
