"""The app's two themes, and the colours that every theme gets: tints that tie a fact to the words it comes from.

Everything else on the screen uses Textual's own theme variables.
"""

from __future__ import annotations

from typing import Final

from textual.color import Color
from textual.theme import Theme

#: How many facts have a colour of their own before the colours begin again.
TINTS: Final = 6

DARK: Final = Theme(
    name="kpdd-dark",
    primary="#6fb3c8",
    secondary="#8f9ed6",
    accent="#e0b26a",
    foreground="#d5dae3",
    background="#14171d",
    surface="#191d25",
    panel="#222833",
    success="#8cc084",
    warning="#e0b26a",
    error="#e2737d",
    dark=True,
    variables={
        "border": "#6fb3c8",
        "border-blurred": "#2e3643",
        "footer-key-foreground": "#6fb3c8",
        "footer-background": "#191d25",
        "input-cursor-background": "#d5dae3",
        "input-selection-background": "#6fb3c8 35%",
        "block-cursor-background": "#2d4f5c",
        "block-cursor-foreground": "#f2f5f9",
        "block-cursor-text-style": "none",
        "scrollbar": "#2e3643",
        "scrollbar-hover": "#3d4757",
        "scrollbar-active": "#6fb3c8",
        "scrollbar-background": "#191d25",
        "scrollbar-background-hover": "#191d25",
        "scrollbar-background-active": "#191d25",
        "scrollbar-corner-color": "#191d25",
    },
)

LIGHT: Final = Theme(
    name="kpdd-light",
    primary="#1c6c82",
    secondary="#4a57a8",
    accent="#97640b",
    foreground="#22262d",
    background="#f3f1ec",
    surface="#faf9f6",
    panel="#e9e6de",
    success="#2f7a3b",
    warning="#97640b",
    error="#b3313f",
    dark=False,
    variables={
        "border": "#1c6c82",
        "border-blurred": "#d5d0c4",
        "footer-key-foreground": "#1c6c82",
        "footer-background": "#e9e6de",
        "input-cursor-background": "#22262d",
        "input-selection-background": "#1c6c82 25%",
        "block-cursor-background": "#cfe3e8",
        "block-cursor-foreground": "#12303a",
        "block-cursor-text-style": "none",
        "scrollbar": "#d5d0c4",
        "scrollbar-hover": "#c3bdae",
        "scrollbar-active": "#1c6c82",
        "scrollbar-background": "#faf9f6",
        "scrollbar-background-hover": "#faf9f6",
        "scrollbar-background-active": "#faf9f6",
        "scrollbar-corner-color": "#faf9f6",
    },
)

THEMES: Final = (DARK, LIGHT)

_HUES: Final = (195, 38, 265, 120, 340, 165)  # degrees; neighbours far apart

#: What paint is made of, by its name: styles in Textual's notation, with theme variables.
PAINT: Final = {
    **{f"fact-{i}": f"on $fact-{i}" for i in range(1, TINTS + 1)},
    **{f"fact-strong-{i}": f"bold underline on $fact-strong-{i}" for i in range(1, TINTS + 1)},
    **{f"fact-dot-{i}": f"$fact-dot-{i}" for i in range(1, TINTS + 1)},
    "fact-dot-none": "$muted",
    "keyword": "$text-accent",
    "name": "$foreground",
    "builtin": "$text-primary",
    "function": "bold $text-primary",
    "number": "$text-warning",
    "string": "$text-success",
    "comment": "italic $muted",
    "operator": "$muted",
    "error-line": "on $error-muted",
    "diff-line": "on $warning-muted",
}


def own_variables(theme: Theme) -> dict[str, str]:
    """``muted`` (text that may be passed over), ``fact-1`` … (behind words), ``fact-strong-1`` … (behind the words of
    the fact at the cursor) and ``fact-dot-1`` …, mixed from the theme's own background, so that they suit every theme.
    """
    colours = theme.to_color_system().generate()
    ground = Color.parse(colours["surface"]) if not theme.ansi else Color.parse("#000000" if theme.dark else "#ffffff")
    text = Color.parse("#ffffff" if theme.dark else "#000000") if theme.ansi else Color.parse(colours["foreground"])
    variables = {"muted": ground.blend(text, 0.62).hex}
    for i, hue in enumerate(_HUES, start=1):
        full = Color.from_hsl(hue / 360, 0.55, 0.62 if theme.dark else 0.42)
        variables[f"fact-{i}"] = ground.blend(full, 0.26 if theme.dark else 0.17).hex
        variables[f"fact-strong-{i}"] = ground.blend(full, 0.58 if theme.dark else 0.42).hex
        variables[f"fact-dot-{i}"] = full.hex
    return variables
