"""A document as PDF by LibreOffice: the one place that starts it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from khung.diagnostic import KhungError

_NAMES = ("soffice", "libreoffice")
_PATIENCE = 600


def pdf(document: bytes) -> bytes:
    """The PDF of a DOCX. Raises KhungError, one line, where LibreOffice is missing or fails."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        raise KhungError(
            "Cần LibreOffice để tạo PDF: cài gói libreoffice-writer-nogui, hoặc dùng --no-pdf. / LibreOffice is needed for the PDF; or use --no-pdf."
        )
    with tempfile.TemporaryDirectory(prefix="khung-") as folder:
        source = Path(folder) / "tai-lieu.docx"
        source.write_bytes(document)
        # A profile of its own, so that a LibreOffice that is open on the same machine does not matter.
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = (program, profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder, str(source))
        try:
            subprocess.run(command, check=False, capture_output=True, timeout=_PATIENCE)
            return (Path(folder) / "tai-lieu.pdf").read_bytes()
        except (subprocess.TimeoutExpired, FileNotFoundError) as error:
            raise KhungError("LibreOffice không tạo được PDF; thử lại, hoặc dùng --no-pdf. / LibreOffice made no PDF.") from error
