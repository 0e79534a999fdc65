"""What staff ask about peer supporters has answers that the next leader finds."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, Q

THEMES = [
    ("role", "Role and limits"),
    ("recovery", "Recovery"),
    ("confidentiality", "Confidentiality and records"),
    ("team", "Working together"),
    ("support", "Support and supervision"),
    ("worries", "Worries"),
    ("practical", "Practical matters"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0019_staff_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="StaffAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("theme", models.CharField(choices=THEMES, max_length=20)),
                ("question", models.CharField(max_length=200)),
                ("answer", models.TextField(max_length=2000)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("written_at", models.DateTimeField()),
                ("written_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["theme", "question"], name="a_question_is_answered_once"),
                    models.CheckConstraint(
                        condition=Q(theme__in=[theme for theme, _label in THEMES]), name="staff_answer_theme_known"
                    ),
                ],
            },
        ),
    ]
