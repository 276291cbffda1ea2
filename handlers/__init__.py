"""The entry points: one file per Lambda function of serverless.yml, wiring only.

Everything is built while the environment starts: Lambda's INIT has a full CPU, the first request doesn't. The garbage
collector is off meanwhile: it would walk the imports again and again, a sixth of a cold start.
"""

import gc

gc.disable()


def built() -> None:
    """Call it last in each handler's module: what exists now stays, and the collector can ignore it."""
    gc.freeze()
    gc.enable()
