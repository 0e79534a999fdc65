"""The product's settings with nothing around a view: the floor of bench.seats."""

from peersupport.settings import *  # noqa: F403

ROOT_URLCONF = "bench.bare"
WSGI_APPLICATION = None
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # allauth starts in no project without it
