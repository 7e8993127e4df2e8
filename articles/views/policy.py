"""How public pages may be cached."""

from django.views.decorators.cache import cache_control

# Kept anywhere, asked for again each time: an unchanged page costs a 304, a retracted one is gone at once.
revalidated = cache_control(public=True, no_cache=True)
