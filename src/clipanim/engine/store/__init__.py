"""Content-addressed cache of rendered segments, with dependency tracking.

`audit_hook` logs the files that Python opens, `dependencies` records those of a scene with
digests, `environment` digests versions, fonts and processor; `manifest` makes cache keys of all
three and looks results up; `store` holds the entries, written atomically (`entry`, `locks`,
`folders`). `story_cache` caches stories; `disk_space` checks the free space before a render.
"""

from .manifest import Manifest, key_of_shot
from .store import Store, StoreError

__all__ = ["Manifest", "Store", "StoreError", "key_of_shot"]
