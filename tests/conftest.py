"""Signals as a person at a terminal has them: a shell in the background begins us with some of them ignored."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """What the tests start takes over which signals are ignored, and could not be asked for its end."""
    usual = {"SIGINT": signal.default_int_handler, "SIGTERM": signal.SIG_DFL, "SIGHUP": signal.SIG_DFL}
    for name, way in usual.items():
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, way)
