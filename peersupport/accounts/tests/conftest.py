import pytest
from django.conf import settings as live


@pytest.fixture
def no_cache(settings) -> None:
    """Valkey is away."""
    settings.CACHES = {"default": {**live.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
