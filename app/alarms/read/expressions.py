"""CloudWatch's search and math expressions as people say them. No IO."""

from __future__ import annotations

import re

# SEARCH('{AWS/Lambda,FunctionName} MetricName="Errors" FunctionName="shop-"', 'Sum', 60)
SEARCH = re.compile(
    r"SEARCH\(\s*'(?:\{([^{}']{1,500})\})?\s{0,9}([^']{0,1000})'\s{0,9},\s{0,9}'([^']{1,40})'"
    r"\s{0,9}(?:,\s{0,9}\d{1,9}\s{0,9})?\)",
    re.IGNORECASE,
)
METRIC_NAME = re.compile(r'MetricName\s{0,9}=\s{0,9}\\?"?([^\s"\\]{1,255})\\?"?', re.IGNORECASE)
WRAPPED = re.compile(r"(SUM|AVG|MIN|MAX)\(([^()]{1,2000})\)", re.IGNORECASE)
FILLED = re.compile(r"FILL\(\s{0,9}(\w{1,255})\s{0,9},\s{0,9}(-?[\w.]{1,20})\s{0,9}\)", re.IGNORECASE)
METRICS = re.compile(r"METRICS\((?:\s{0,9}['\"]([^'\"]{0,100})['\"]\s{0,9})?\)", re.IGNORECASE)

OVER = {"SUM": "the sum of", "AVG": "the average of", "MIN": "the lowest of", "MAX": "the highest of"}
STATISTICS = {"Average": "average", "Sum": "sum", "Minimum": "minimum", "Maximum": "maximum"}
FILLS = {"REPEAT": "the last value", "LINEAR": "a line", "0": "0"}
EXPRESSION_LIMIT = 2000


def said(expression: str) -> str:
    """The expression with its searches and functions as words; what nobody translated stays."""
    if len(expression) > EXPRESSION_LIMIT:
        return expression
    words = SEARCH.sub(_search, expression)
    words = METRICS.sub(lambda found: f"all metrics with “{found[1]}”" if found[1] else "all its metrics", words)
    words = FILLED.sub(lambda found: f"{found[1]} ({FILLS.get(found[2].upper(), found[2])} where it has none)", words)
    if words == expression:
        return expression
    return WRAPPED.sub(lambda found: f"{OVER[found[1].upper()]} {found[2].strip()}", words)


def _search(found: re.Match[str]) -> str:
    """`Errors sum of each FunctionName in AWS/Lambda with FunctionName "shop-"`."""
    namespace, *dimensions = [part.strip().strip('"') for part in (found[1] or "").split(",")]
    metric = METRIC_NAME.search(found[2])
    others = " ".join(METRIC_NAME.sub(" ", found[2]).replace('\\"', '"').split())
    parts = [
        f"{metric[1] if metric else 'any metric'} {STATISTICS.get(found[3], found[3])}",
        f"of each {', '.join(dimensions)}" if dimensions else "",
        f"in {namespace}" if namespace else "",
        f"with {others}" if others else "",
    ]
    return " ".join(filter(None, parts)).replace("(", "[").replace(")", "]")
