from django.db import migrations, models
from django.db.models import F


def heard_of(apps, _editor):
    apps.get_model("jobs", "LongJob").objects.exclude(status="waiting").update(heard_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_known_codes")]

    operations = [
        migrations.AddField(
            "longjob", "problem", models.CharField(blank=True, default="", max_length=40), preserve_default=False
        ),
        migrations.AddField("longjob", "heard_at", models.DateTimeField(null=True)),
        migrations.RunPython(heard_of, migrations.RunPython.noop),
    ]
