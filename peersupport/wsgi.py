"""What a web server serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")
application = get_wsgi_application()

from peersupport.guard import refuse_unsafe  # noqa: E402 - the models have to be loaded first

refuse_unsafe()
