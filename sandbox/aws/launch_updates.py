"""Updates of functions that let what runs come to its end, which ministack kills, and whose code it deletes.

As UpdateFunctionConfiguration in the Lambda API reference and "Lambda function states" (Lambda Developer Guide) have
it: a function can be invoked while it is updated, and what runs is not interrupted.

Loaded by its path into ministack's process: nothing of the sandbox can be imported here.
"""

from typing import Any


def install() -> None:
    """Take the environments in use out of the pool only, and end each when its invocation is over."""
    from ministack.core import lambda_runtime as runtime  # type: ignore[import-not-found]
    from ministack.services import lambda_svc  # type: ignore[import-not-found]

    invalidate, release = runtime.invalidate_worker, lambda_svc.release_worker
    retired: set[int] = set()

    def invalidated(name: str, **which: Any) -> None:
        with runtime._lock:
            pools = [pool for key, pool in runtime._workers.items() if name in key.split(":")]
            used = [each for pool in pools for each in pool if each.in_use]
            retired.update(id(each) for each in used)
            for pool in pools:
                pool[:] = [each for each in pool if each not in used]
        invalidate(name, **which)

    def released(worker: Any) -> None:
        release(worker)
        if id(worker) in retired:
            retired.discard(id(worker))
            runtime.kill_workers([worker])

    lambda_svc.invalidate_worker, lambda_svc.release_worker = invalidated, released
