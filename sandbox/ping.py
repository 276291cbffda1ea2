"""A signed request that asks nothing: it shows that the request URL answers, and warms what is behind it."""

import asyncio
import ssl
import time

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from slack_sdk.signature import SignatureVerifier

from sandbox.errors import SandboxError

BODY = "ssl_check=1&token=none"
PATIENCE_SECONDS = 30.0
NO_ANSWER = "The request URL {url} did not answer a signed ping; the last answer was: {last}"


async def ping(url: str, signing_secret: str, trust: ssl.SSLContext) -> None:
    """Until it answers 200."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    async with ClientSession(connector=TCPConnector(ssl=trust), timeout=ClientTimeout(PATIENCE_SECONDS)) as session:
        while True:
            try:
                async with session.post(url, data=BODY, headers=_headers(signing_secret)) as response:
                    if response.status == 200:
                        return
                    last = f"{response.status} {(await response.text())[:500]}"
            except (ClientError, TimeoutError) as failure:
                last = str(failure)
            if time.monotonic() > deadline:
                raise SandboxError(NO_ANSWER.format(url=url, last=last))
            await asyncio.sleep(0.2)


def _headers(signing_secret: str) -> dict[str, str]:
    now = str(int(time.time()))
    signature = SignatureVerifier(signing_secret).generate_signature(timestamp=now, body=BODY)
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": str(signature),
    }
