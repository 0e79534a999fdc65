from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0004_what_applications_had")]
    operations = [
        migrations.AlterField("application", "saved_at", models.DateTimeField()),
        migrations.RemoveField("application", "consent_version"),
        migrations.RemoveField("application", "consented_at"),
    ]
