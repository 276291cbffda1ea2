"""What people type around the name of an alarm, the same for every command that takes one. No IO."""

from __future__ import annotations

import re

QUOTES = "\"'`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
ENDS = ".,:;!\u2026"
BECAUSE = re.compile(r"(?:^|\s)because(?:\s|$)", re.IGNORECASE)
ALARM_ARN = re.compile(r"arn:[\w-]+:cloudwatch:[\w-]*:[0-9]*:alarm:")
