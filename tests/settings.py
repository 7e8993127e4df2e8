"""Settings of the tests: the site's own, with a database that may forget and a password hash that costs nothing."""

from newsportal.settings import *  # noqa: F403
from newsportal.settings import DATABASES, ORIGINALS, STATE, STORAGES, embedded, env

if not env.str("DATABASE_URL", default=""):
    DATABASES["default"] = embedded.database(STATE / "pgtest18", durable=False)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
RENDITIONS_ROOT = STATE / "test-renditions"
SITE_URL = "http://testserver"
SITE_NAME = "The Meridian"
EDITIONS = ["en", "ar"]
# Whatever the environment says: no test touches a newsroom's bucket.
MEDIA_STORAGE = "postgres"
STORAGES = {"postgres": ORIGINALS["postgres"], "default": ORIGINALS["postgres"], "staticfiles": STORAGES["staticfiles"]}
