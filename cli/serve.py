"""A local server that rebuilds when the model changes. Loopback only."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click


class _Handler(SimpleHTTPRequestHandler):
    """Static files; `/__changed` answers when the site was built again, so that a page can reload itself."""

    def __init__(self, *args: object, generation: list[int], **kwargs: str) -> None:
        self._generation = generation
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if self.path == "/__changed":
            body = str(self._generation[0]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the terminal is for findings."""


def serve(root: Path, output: Path, port: int, rebuild: Callable[[], int]) -> None:
    """Build, serve `output` on 127.0.0.1 and rebuild after every change under model/ until interrupted."""
    from watchdog.events import FileSystemEvent, FileSystemEventHandler  # noqa: PLC0415
    from watchdog.observers import Observer  # noqa: PLC0415

    gc.enable()
    changed, generation = threading.Event(), [0]

    class _Watch(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if str(event.src_path).endswith((".yaml", ".yml")) and event.event_type in ("modified", "created", "deleted", "moved"):
                changed.set()

    rebuild()
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(output), generation=generation))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    observer = Observer()
    observer.schedule(_Watch(), str(root / "model"), recursive=True)
    observer.start()
    click.echo(f"http://127.0.0.1:{server.server_port}/  (Ctrl+C để dừng / to stop)")
    try:
        while True:
            changed.wait()
            changed.clear()
            while changed.wait(0.2):  # an editor saves in several steps
                changed.clear()
            if rebuild() == 0:
                generation[0] += 1
    finally:
        observer.stop()
        server.shutdown()
