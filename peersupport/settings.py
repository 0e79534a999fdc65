"""Settings, strict by default. The environment is the only difference between machines; README lists it."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from peersupport.shared import sealing, signing

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def flag(name: str) -> bool:
    """A switch in the environment: unset and "0" are off, "1" is on, anything else is a mistake worth stopping for."""
    value = env.str(name, "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} is 0 or 1, not {value!r}")
    return value == "1"


# Core
SECRET_KEY = env.str("SECRET_KEY")
SEALING_KEYS = sealing.read_keys(env.str("SEALING_KEYS", ""))  # name: key; the first one seals, all of them open
BADGE_KEYS = signing.read_keys(env.str("BADGE_KEYS", ""))  # the first one signs, all are published; none: no badges
DEBUG = flag("DEBUG")
DEMO = flag("DEMO")  # only ./run sets it: demo accounts, demo data, a mailbox in the browser
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "")
MAILBOX_URL = env.str("MAILBOX_URL", "")
SITE_URL = env.str("SITE_URL").rstrip("/")  # what letters and QR codes point at
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
PLAIN_HTTP = flag("INSECURE_HTTP")  # a demo on one's own machine has no certificate

INSTALLED_APPS = [
    "peersupport.desk",
    "placements",
    "training",
    "programs",
    "peersupport.letters",
    "peersupport.privacy",
    "peersupport.audit",
    "peersupport.directory",
    "peersupport.accounts",
    "peersupport.links",
    "peersupport.jobs",
    "peersupport.documents",
    "peersupport.shared",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",  # without its own loaders: ours are in TEMPLATES
    "django.contrib.humanize",
    "django.forms",  # its widgets, which FORM_RENDERER finds among our own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "peersupport.shared.middleware.permissions_policy",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "peersupport.shared.middleware.unreadable_input",
    "peersupport.shared.middleware.pages_are_read_and_sent",
    "peersupport.shared.middleware.health_without_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "peersupport.shared.middleware.never_cached_when_signed_in",
    "django_htmx.middleware.HtmxMiddleware",
    "peersupport.shared.middleware.redirects_of_the_page",
    "django.contrib.messages.middleware.MessageMiddleware",
    "peersupport.shared.middleware.SignInFirst",
    "peersupport.directory.middleware.acting_membership",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "peersupport.shared.middleware.BusyDatabase",
]
ROOT_URLCONF = "peersupport.urls"
WSGI_APPLICATION = "peersupport.wsgi.application"
_TEMPLATES = ["peersupport.shared.templates.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _TEMPLATES)])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "peersupport.desk.context.shell",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# PostgreSQL. READ COMMITTED is what the seat lock rests on (docs/adr/0004); a test asserts it.
_DATABASE = env.db_url("DATABASE_URL")
DATABASES = {
    "default": {
        **_DATABASE,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # what the address itself asks for comes first, as ?sslmode=verify-full; connect_timeout is in seconds
        "OPTIONS": {"application_name": "peersupport", "connect_timeout": 3, **_DATABASE.get("OPTIONS", {})},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Valkey: cache (rate limits among others), broker. Nothing that must last lives there.
REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "peersupport",
        "OPTIONS": {"socket_timeout": 3, "socket_connect_timeout": 3},
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Stockholm"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300, "socket_timeout": 3, "socket_connect_timeout": 3}
CELERY_TASK_PUBLISH_RETRY = False  # a hint that cannot be given is not worth waiting for: the sweep delivers

# Sign-in: by invitation only, Argon2id at 19 MiB, second factor available
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["peersupport.accounts.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "peersupport.letters.adapter.ByOutbox"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation went to the address, and only its link makes an account
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 60 * 60
# Strict for one account, lenient for one address: a whole municipality sits behind the same one. Counted in Valkey;
# without it nobody signs in (a 503 page), because nobody would be counted.
ACCOUNT_RATE_LIMITS = {
    "login": "100/m/ip",
    "login_failed": "50/m/ip,5/5m/key",
    "reset_password": "30/m/ip,5/m/key",
    "reset_password_from_key": "30/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_USER_DISPLAY = "peersupport.accounts.adapter.display_name"
MFA_ADAPTER = "peersupport.accounts.adapter.SecondFactor"
MFA_FORMS = {
    "add_webauthn": "peersupport.accounts.forms.AddSecurityKey",
    "authenticate_webauthn": "peersupport.accounts.forms.SignInWithSecurityKey",
    "reauthenticate_webauthn": "peersupport.accounts.forms.ConfirmWithSecurityKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # the code before and the one after: people type slowly, and phones' clocks differ
MFA_TOTP_ISSUER = "Peer support"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PLAIN_HTTP
USERSESSIONS_TRACK_ACTIVITY = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(flag("BEHIND_PROXY"))  # whose word about the client's address counts

# Sessions: half an hour idle, ten hours at most (peersupport.shared.middleware)
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # not cached: who is signed in stays so without Valkey
SESSION_COOKIE_AGE = 30 * 60
SESSION_ABSOLUTE_AGE = 10 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_NAME = "sessionid" if PLAIN_HTTP else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if PLAIN_HTTP else "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "peersupport.desk.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What the browser is told
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
# Of the device we use nothing but security keys, so a script that got in could not either
PERMISSIONS_POLICY = {
    **dict.fromkeys(("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation"), "()"),
    **dict.fromkeys(("gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi"), "()"),
    **dict.fromkeys(("payment", "serial", "usb", "xr-spatial-tracking"), "()"),
    **dict.fromkeys(("publickey-credentials-create", "publickey-credentials-get"), "(self)"),
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS = [
    "peersupport.documents.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Language and time
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "peersupport.formats"

# Static files
STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str("STATIC_BACKEND", "whitenoise.storage.CompressedManifestStaticFilesStorage"),
    },
}

# Mail: only peersupport.letters sends
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 10)  # seconds; a worker's lease on a letter follows from it
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "noreply@localhost")

# Logs go to the console and never hold a name, an address, a form's content or a link that lets somebody in
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "peersupport.shared.logs.MaskedFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {
        # /readyz answers 503 until everything is there: an answer, not a fault
        "no_readyz": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: "/readyz" not in str(record.args),
        }
    },
    "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_readyz"]}},
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stdout"], "level": "WARNING", "propagate": False},
        # These write whole addresses. gunicorn's take the same way as soon as a web process has loaded the product
        "django.server": {"handlers": ["stdout"], "propagate": False},
        "gunicorn.access": {"handlers": ["stdout"], "propagate": False},
        "gunicorn.error": {"handlers": ["stdout"], "propagate": False},
    },
}
