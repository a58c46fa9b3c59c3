"""Settings for the property tests: a shared machine may be slow, which is no error."""

from hypothesis import settings

settings.register_profile("numerics", deadline=None)
settings.load_profile("numerics")
