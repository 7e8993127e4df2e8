"""The site as a WSGI application: what the web server loads, once in each of its processes."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
application = get_wsgi_application()

from newsportal import watch  # noqa: E402  (reads the models, which are there now)

watch.start()
