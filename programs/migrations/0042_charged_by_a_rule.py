"""What beat charges, such as a month of supervision, is recorded by nobody; and charges are found by their occasion."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("programs", "0041_supervision_of_each_kind"),
    ]
    operations = [
        migrations.AlterField(
            model_name="charge",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(condition=Q(seat=None), fields=["occasion"], name="charge_by_occasion"),
        ),
    ]
