from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0022_cases_are_erased")]

    operations = [
        migrations.AddField("certificatecopy", "renewal_hours", models.PositiveSmallIntegerField(null=True)),
    ]
