"""Required attendance has a row in each version, so its column goes; rows are only ever added."""

from django.db import migrations

APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON programs_requirement
    FOR EACH ROW EXECUTE FUNCTION programs_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0032_attendance_is_a_requirement")]
    operations = [
        migrations.RunSQL(APPEND_ONLY, "DROP TRIGGER append_only ON programs_requirement"),
        migrations.RemoveConstraint("programme", "attendance_required_is_a_share"),
        migrations.RemoveField("programme", "attendance_required"),
    ]
