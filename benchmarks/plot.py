"""Bars as SVG, without a library: docs/pictures/performance.svg."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

LEFT, WIDTH, ROW, BAR = 250, 420, 30, 18
STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#1f2328}.name{text-anchor:end}.ours{fill:#2f6feb}.theirs{fill:#9aa4af}"
    ".line{stroke:#1f2328;stroke-dasharray:4 3}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.line{stroke:#e6edf3}}"
)


def bars(title: str, ratios: Mapping[str, float], ours: frozenset[str]) -> str:
    """A bar for each ratio, with a line at 1; those of `ours` have another color."""
    longest = max(1.0, *ratios.values())
    height = ROW * len(ratios) + 50

    def x(ratio: float) -> float:
        return LEFT + WIDTH * ratio / longest

    parts = [f'<text x="10" y="22" font-weight="bold">{escape(title)}</text>']
    for at, (name, ratio) in enumerate(ratios.items()):
        y = 40 + ROW * at
        kind = "ours" if name in ours else "theirs"
        parts += [
            f'<text class="name" x="{LEFT - 10}" y="{y + 14}">{escape(name)}</text>',
            f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{x(ratio) - LEFT:.0f}" height="{BAR}" rx="2"/>',
            f'<text x="{x(ratio) + 8:.0f}" y="{y + 14}">{ratio:.2f}</text>',
        ]
    parts.append(f'<line class="line" x1="{x(1):.0f}" x2="{x(1):.0f}" y1="34" y2="{height - 8}"/>')
    size = f'width="{LEFT + WIDTH + 70}" height="{height}" viewBox="0 0 {LEFT + WIDTH + 70} {height}"'
    body = "\n".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n<style>{STYLE}</style>\n{body}\n</svg>\n'
