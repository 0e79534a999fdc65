"""The product's WSGI application, with a look at the SQL that a request runs when the bench asks for it.

The look costs time, so the bench asks in a request of its own and measures the others without it.
"""

import json
import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext

product = get_wsgi_application()
HEADER = "HTTP_X_BENCH_SQL"


def application(environ, start_response):
    if HEADER not in environ:
        return product(environ, start_response)
    with CaptureQueriesContext(connection) as captured:
        response = product(environ, start_response)
    Path(os.environ["BENCH_SQL"]).write_text(json.dumps([query["sql"] for query in captured.captured_queries]))
    return response
