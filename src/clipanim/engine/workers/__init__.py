"""Parallel rendering: worker processes, any executor, or a Dask cluster.

A `task` names a scene and what of it to draw. `worker` plays it and records the `segments` that
`segment_claims` assigns to it. `pool` runs workers in processes of this machine; `remote` sends
a `task_bundle` to an executor, where `bundle_worker` runs it in an `isolated` subprocess; `dask`
connects to a cluster. `parent_watch` ends processes whose parent is gone.
"""
