"""Copying inside tmux, which by default does not pass on what an application sends to the terminal's clipboard."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading


def copy_in_tmux(text: str) -> bool:
    """Hand ``text`` to tmux, which hands it to the terminal (``load-buffer -w``); False outside of it. Never waits."""
    tmux = shutil.which("tmux") if os.environ.get("TMUX") else None
    if tmux is None:
        return False

    def work() -> None:
        try:
            subprocess.run([tmux, "load-buffer", "-w", "-"], input=text.encode(), timeout=5, capture_output=True)
        except (OSError, subprocess.SubprocessError):
            return  # OSC 52 was sent as well

    threading.Thread(target=work, name="kpdd-tmux-copy", daemon=True).start()
    return True
