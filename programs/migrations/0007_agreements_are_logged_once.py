"""What was extended, and what was rolled over, is written once: the database refuses to change or delete it."""

from django.db import migrations

LOGS = ("programs_agreementextension", "programs_agreemententry")
CREATE = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION programs_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0006_agreements")]
    operations = [
        migrations.RunSQL(CREATE.format(table=table), f"DROP TRIGGER append_only ON {table}") for table in LOGS
    ]
