"""Settings of the portal, read from the environment. README.md lists the variables an operator may set."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import html_tags
from js_asset import static_lazy
from whitenoise.compress import Compressor

from newsportal import embedded
from newsportal.environment import Environment
from newsportal.secrets import kept_secret

env = Environment()

ROOT = Path(__file__).resolve().parent.parent
STATE = env.folder("NEWSPORTAL_HOME", default=ROOT / "var")

# --- The site -----------------------------------------------------------------------------------
SITE_NAME = env.str("SITE_NAME", default="The Meridian")
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.str("PORT", default="8000")
# Where every address of the machine is served, a browser on it asks for localhost.
_HERE = "localhost" if HOST in ("0.0.0.0", "::") else f"[{HOST}]" if ":" in HOST else HOST  # noqa: S104
SITE_URL = env.str("SITE_URL", default=f"http://{_HERE}:{PORT}").rstrip("/")
HTTPS = SITE_URL.startswith("https://")

# The languages the portal speaks; EDITIONS chooses among them. The first has no prefix in its addresses.
LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
EDITIONS = env.some_of("EDITIONS", known=[code for code, _name in LANGUAGES], default=["en", "ar"])
LANGUAGE_CODE = EDITIONS[0]
LOCALE_PATHS = [ROOT / "newsportal" / "locale"]
FORMAT_MODULE_PATH = ["newsportal.formats"]
TIME_ZONE = env.zone("TIME_ZONE")
USE_TZ = True

# --- Security -----------------------------------------------------------------------------------
DEBUG = env.switch("DEBUG")
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(STATE / "secret-key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", HOST])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.switch("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

AUTH_USER_MODEL = "newsportal.User"
AUTHENTICATION_BACKENDS = ["articles.permissions.RoleBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# --- The applications ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "newsportal",
    "articles",
    "media",
    "syndication",
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "procrastinate.contrib.django",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsportal.csp.ContentSecurityPolicy",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsportal.null_bytes.RefuseNullBytes",
    "articles.editions.EditionMiddleware",
    "articles.redirects.RedirectMiddleware",
]

# What our editor of bodies knows beside what it comes with; articles/rendering.py cleans what it sends.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {"js": [static_lazy("articles/admin/figure.js")], "extensions": {"StoryFigure": html_tags(["figure"])}},
]

# The newsroom's admin: its name, its colours, and its ways (newsportal/navigation.py).
UNFOLD = {
    "SITE_TITLE": SITE_NAME,
    "SITE_HEADER": SITE_NAME,
    "SITE_SUBHEADER": _("Newsroom"),
    "SITE_SYMBOL": "newspaper",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("newsportal/icon.svg")},
    ],
    "STYLES": ["newsportal.navigation.style"],
    "SIDEBAR": {"navigation": "newsportal.navigation.sidebar"},
    "BORDER_RADIUS": "4px",
    "COLORS": {
        "primary": {
            "50": "oklch(97% .014 254.6)",
            "100": "oklch(93.2% .032 255.6)",
            "200": "oklch(88.2% .059 254.1)",
            "300": "oklch(80.9% .105 251.8)",
            "400": "oklch(70.7% .165 254.6)",
            "500": "oklch(62.3% .175 258)",
            "600": "oklch(48.8% .15 259)",
            "700": "oklch(42.4% .13 260)",
            "800": "oklch(37.9% .11 261)",
            "900": "oklch(33% .09 262)",
            "950": "oklch(25% .07 263)",
        }
    },
}

ROOT_URLCONF = "newsportal.urls"
WSGI_APPLICATION = "newsportal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsportal.context_processors.site",
            ]
        },
    }
]

# --- The database: an embedded PostgreSQL in the state folder, or the one DATABASE_URL names ------
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": {**env.postgres("DATABASE_URL"), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
else:
    DATABASES = {"default": embedded.database(STATE / "pgsql18")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
# `manage.py serve` collects the static files, hashed and compressed, and says so; without it they come
# straight from the applications, so that `runserver` and `pytest` work in a fresh checkout.
STATIC_COLLECTED = env.switch("STATIC_COLLECTED")
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")  # large, and read by nobody
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise complains of a folder that is not there
MEDIA_ROOT = STATE / "media"
RENDITIONS_ROOT = STATE / "renditions"
RENDITIONS_MAX_BYTES = env.number("RENDITIONS_MAX_BYTES", default=10_000_000_000)
PICTURE_MAX_BYTES = env.number("PICTURE_MAX_BYTES", default=50_000_000)
PICTURE_MAX_PIXELS = env.number("PICTURE_MAX_PIXELS", default=150_000_000)
FILE_UPLOAD_HANDLERS = [
    "media.uploads.NoMoreThanIsTakenIn",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Where the originals of pictures lie; the other storage, too, where it is set, so that they can be copied.
MEDIA_STORAGE = env.one_of("MEDIA_STORAGE", known=["postgres", "s3"], default="postgres")
ORIGINALS: dict[str, dict[str, Any]] = {"postgres": {"BACKEND": "media.storage.postgres.PostgresStorage"}}
if bucket := env.bucket(needed=MEDIA_STORAGE == "s3"):
    ORIGINALS["s3"] = {"BACKEND": "media.storage.s3.S3Storage", "OPTIONS": bucket}
STORAGES = {
    **ORIGINALS,
    "default": ORIGINALS[MEDIA_STORAGE],
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Shared caches in front of the portal, told of every change by a request with the method PURGE (articles/purging.py).
PURGE_URLS = env.addresses("PURGE_URLS")

# --- Jobs ----------------------------------------------------------------------------------------
PROCRASTINATE_ON_APP_READY = "newsportal.jobs.keep_failures"

# --- The partners' API --------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["syndication.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["syndication.authentication.IsPartner"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "syndication.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME}: partners' API",
    "DESCRIPTION": "Every public story, its pictures, and the log of public changes.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

# --- The log ------------------------------------------------------------------------------------
LOG_LEVEL = env.one_of("LOG_LEVEL", known=["DEBUG", "INFO", "WARNING", "ERROR"], default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # These tell of every task they register, every thread they start and every place they found a key in.
    "loggers": {name: {"level": "WARNING"} for name in ("procrastinate", "pyvips", "botocore")},
}
