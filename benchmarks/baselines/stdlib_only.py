"""A: the same slash command with nothing but the standard library: signature, SigV4 and a kept connection by hand."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import time
import urllib.parse
from typing import Any

SECRET, HOST = os.environ["SLACK_SIGNING_SECRET"].encode(), urllib.parse.urlsplit(os.environ["AWS_ENDPOINT_URL"]).netloc
connection = http.client.HTTPSConnection(HOST, timeout=10)


def signed(body: str) -> dict[str, str]:
    """The headers of a call to Auto Scaling (AWS Signature Version 4)."""
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    scope = f"{now[:8]}/us-east-1/autoscaling/aws4_request"
    digest = hashlib.sha256(body.encode()).hexdigest()
    request = f"POST\n/\n\nhost:{HOST}\nx-amz-date:{now}\n\nhost;x-amz-date\n{digest}"
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = b"AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"].encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    credential = f"Credential={os.environ['AWS_ACCESS_KEY_ID']}/{scope}"
    authorization = f"AWS4-HMAC-SHA256 {credential}, SignedHeaders=host;x-amz-date, Signature={signature}"
    return {"Authorization": authorization, "X-Amz-Date": now, "Content-Type": "application/x-www-form-urlencoded"}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    body = base64.b64decode(event["body"]).decode()
    headers = event["headers"]
    expected = hmac.digest(SECRET, f"v0:{headers['x-slack-request-timestamp']}:{body}".encode(), "sha256").hex()
    if not hmac.compare_digest(f"v0={expected}", headers["x-slack-signature"]):
        return {"statusCode": 401, "body": ""}
    group, desired = dict(urllib.parse.parse_qsl(body))["text"].split()
    asked = {"Action": "SetDesiredCapacity", "Version": "2011-01-01", "AutoScalingGroupName": group}
    call = urllib.parse.urlencode({**asked, "DesiredCapacity": desired})
    connection.request("POST", "/", call, signed(call))
    answer = connection.getresponse()
    answer.read()
    return {"statusCode": 200, "body": json.dumps({"text": f"`{group}`: {answer.status}"})}
