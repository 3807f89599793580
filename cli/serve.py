"""A local server that rebuilds when the model changes. Loopback only."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

_RELOAD = b"""let seen; setInterval(async () => {
  const now = await (await fetch("/__changed")).text();
  if (seen !== undefined && seen !== now) location.reload();
  seen = now;
}, 1000);
"""


class _Handler(SimpleHTTPRequestHandler):
    """Static files. Every page served here also asks whether the site was built again, and reloads itself."""

    def __init__(self, *args: object, generation: list[int], **kwargs: str) -> None:
        self._generation = generation
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/__changed":
            self._send(str(self._generation[0]).encode(), "text/plain")
        elif path == "/__reload.js":
            self._send(_RELOAD, "text/javascript")
        elif (page := self._page(path)) is not None:
            self._send(page.read_bytes().replace(b"</body>", b'<script src="/__reload.js"></script></body>'), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _page(self, path: str) -> Path | None:
        page = Path(self.translate_path(path))
        page = page / "index.html" if path.endswith("/") else page
        return page if page.suffix == ".html" and page.is_file() else None

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

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
