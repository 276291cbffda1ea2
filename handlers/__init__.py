"""Who wakes us: one file per Lambda function of serverless.yml, wiring only.

Everything is built while the function's environment starts (Lambda's INIT has a full CPU, the first request has not).
The collector sleeps meanwhile: it would walk the imports again and again for nothing, a sixth of a cold start.
"""

import gc

gc.disable()


def built() -> None:
    """Called last by each handler's module: what is built now stays, and the collector need not look at it."""
    gc.freeze()
    gc.enable()
