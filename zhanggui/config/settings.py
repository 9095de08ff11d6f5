"""Django's settings. Values that differ between machines come from `environment`."""

import os
import sys
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from zhanggui.config import environment

PACKAGE = Path(__file__).resolve().parent.parent
HOME = environment.home_path()
DEBUG = environment.is_on("ZHANGGUI_DEBUG")
SECRET_KEY = environment.secret_key()
ALLOWED_HOSTS = os.environ.get("ZHANGGUI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("ZHANGGUI_ORIGINS", "").split(",") if origin]
PORT = int(os.environ.get("PORT", "8000"))
LIVE_PORT = int(os.environ.get("LIVE_PORT", str(PORT + 1)))
LIVE_URL = os.environ.get("LIVE_URL", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "zhanggui.kernel",
    "zhanggui.shops",
    "zhanggui.people",
    "zhanggui.catalog",
    "zhanggui.customers",
    "zhanggui.couriers",
    "zhanggui.inventory",
    "zhanggui.orders",
    "zhanggui.fulfilment",
    "zhanggui.channels",
    "zhanggui.web",
    "zhanggui.api",
]

MIDDLEWARE = [
    "zhanggui.web.middleware.RequestIdMiddleware",
    "zhanggui.web.middleware.PageMemoryMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhanggui.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhanggui.web.middleware.SessionUseMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhanggui.web.middleware.ContentPolicyMiddleware",
    "zhanggui.web.middleware.ActorMiddleware",
    "zhanggui.web.middleware.ErrorMiddleware",
    "zhanggui.api.idempotency.IdempotencyMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "zhanggui.config.urls"
WSGI_APPLICATION = "zhanggui.config.wsgi.application"
ASGI_APPLICATION = "zhanggui.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhanggui.web.context.shell",
            ],
            "builtins": ["template_partials.templatetags.partials", "django.templatetags.i18n"],
        },
    }
]

_APP_URL = environment.app_database_url()
if not _APP_URL and not {"makemigrations", "compilemessages", "makemessages"} & set(sys.argv):
    _APP_URL = "postgresql://127.0.0.1:1/not_started"
DATABASES = {"default": environment.database_settings(_APP_URL or "postgresql:///none")}
OWNER_DATABASE_URL = environment.owner_database_url()
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cache"},
    # What templates draw once for a language and what else they name, such as dialogs and the navigation.
    "template_fragments": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "fragments"},
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/desk/sign-in"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/desk/sign-in"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "zhanggui.people.ui.adapter.StaffAccountAdapter"
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "zhanggui.people.ui.adapter.StaffMfaAdapter"
MFA_TOTP_ISSUER = "Zhanggui"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
USERSESSIONS_TRACK_ACTIVITY = True
AXES_FAILURE_LIMIT = "zhanggui.people.ui.views.failure_limit"
AXES_COOLOFF_TIME = "zhanggui.people.ui.views.cool_off"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "zhanggui.people.ui.views.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
SESSION_ENGINE = "zhanggui.kernel.sessions"
SESSION_COOKIE_AGE = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if environment.is_on("ZHANGGUI_HTTPS"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "zg_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Without a mail server nothing is sent; who wants the daily e-mail is told so.
EMAIL_HOST = os.environ.get("ZHANGGUI_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("ZHANGGUI_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("ZHANGGUI_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ZHANGGUI_SMTP_PASSWORD", "")
_MAIL_SECURITY = os.environ.get("ZHANGGUI_SMTP_SECURITY", "starttls")
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL_SECURITY == "starttls", _MAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("ZHANGGUI_MAIL_FROM") or EMAIL_HOST_USER
# Where people outside the house reach this server; empty where they cannot.
PUBLIC_URL = CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else ""
DESK_URL = PUBLIC_URL or f"http://127.0.0.1:{PORT}"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("ZHANGGUI_STATIC_ROOT", PACKAGE.parent / ".build" / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if not (STATIC_ROOT / "staticfiles.json").exists():
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_TEMP_DIR = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["axes.W003", "axes.W006"]  # the lock is per account by requirement (SEC-03)

# Where shipped parcels are reported to be watched; tests put a server of their own here.
KUAIDI100_URL = "https://poll.kuaidi100.com/poll"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "zhanggui.config.logs.JsonFormatter"}},
    "filters": {"request_id": {"()": "zhanggui.config.logs.RequestIdFilter"}},
    "handlers": {
        "file": {
            "()": "zhanggui.config.logs.home_log_handler",
            "home": str(HOME),
            "formatter": "json",
            "filters": ["request_id"],
        },
    },
    "root": {"handlers": ["file"], "level": "INFO"},
    "loggers": {"django.db.backends": {"level": "WARNING"}, "axes": {"level": "WARNING"}},
}
