"""What `namro serve` runs, with passwords that are quick to check."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")
from django.conf import settings

settings.PASSWORD_HASHERS = ["tests.cast.QuickArgon2"]
from namro.wsgi import application  # noqa: E402

__all__ = ["application"]
