"""A day's mark becomes two: half a day is there in the morning and away in the afternoon."""

from django.db import migrations

FORWARDS = [
    """
    UPDATE training_coursesession session SET registered_at = day.registered_at, registered_by_id = day.registered_by_id
    FROM training_courseday day WHERE day.id = session.day_id
    """,
    """
    INSERT INTO training_attendance (participation_id, session_id, mark)
    SELECT mark.participation_id, session.id, CASE mark.mark WHEN 'half' THEN 'absent' ELSE mark.mark END
    FROM training_attendance mark
    JOIN training_coursesession session ON session.day_id = mark.day_id AND session.part = 'afternoon'
    """,
    """
    UPDATE training_attendance mark
    SET session_id = session.id, day_id = NULL, mark = CASE mark WHEN 'half' THEN 'present' ELSE mark END
    FROM training_coursesession session WHERE session.day_id = mark.day_id AND session.part = 'morning'
    """,
]
BACKWARDS = [
    """
    UPDATE training_courseday day SET registered_at = session.registered_at, registered_by_id = session.registered_by_id
    FROM training_coursesession session WHERE session.day_id = day.id AND session.part = 'afternoon'
    """,
    """
    UPDATE training_attendance mark
    SET day_id = session.day_id, session_id = NULL,
        mark = CASE WHEN (mark.mark = 'present') <> (other.mark = 'present') THEN 'half' ELSE mark.mark END
    FROM training_coursesession session, training_coursesession beside, training_attendance other
    WHERE session.id = mark.session_id AND session.part = 'morning'
        AND beside.day_id = session.day_id AND beside.part = 'afternoon'
        AND other.session_id = beside.id AND other.participation_id = mark.participation_id
    """,
    "DELETE FROM training_attendance WHERE day_id IS NULL",
]


class Migration(migrations.Migration):
    dependencies = [("training", "0011_attendance_of_sessions")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
