"""Every day that was there before has its two sessions, at the usual hours."""

from datetime import time

from django.db import migrations
from django.utils import timezone

HOURS = {"morning": (time(9), time(12)), "afternoon": (time(13), time(16))}


def give_sessions(apps, _schema_editor):
    day, session = apps.get_model("training", "CourseDay"), apps.get_model("training", "CourseSession")
    now = timezone.now()
    session.objects.bulk_create(
        (
            session(day_id=pk, part=part, starts_at=starts_at, ends_at=ends_at, changed_at=now)
            for pk in day.objects.filter(sessions=None).order_by("pk").values_list("pk", flat=True)
            for part, (starts_at, ends_at) in HOURS.items()
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("training", "0009_sessions")]
    operations = [migrations.RunPython(give_sessions, migrations.RunPython.noop)]
