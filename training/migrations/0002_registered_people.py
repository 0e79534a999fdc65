"""Rows about a person belong to a host that answers for that person."""

from django.db import migrations

from peersupport.directory.constraints import registration_key


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial"), ("directory", "0002_initial")]
    operations = [registration_key("training_participation"), registration_key("training_certificate")]
