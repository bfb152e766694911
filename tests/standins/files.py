"""A file server that misbehaves in every way a network can."""

import gzip
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTENT = bytes(range(256)) * 4000
SHA = hashlib.sha256(CONTENT).hexdigest()
BLOB = hashlib.sha1(b"blob %d\0" % len(CONTENT) + CONTENT).hexdigest()


class FileServer(ThreadingHTTPServer):
    """Serves CONTENT at every path; `fault` chooses how."""

    fault = ""
    etag = SHA
    requests: list[tuple[str, str | None]]


class Handler(BaseHTTPRequestHandler):
    server: FileServer

    def do_GET(self) -> None:
        server = self.server
        server.requests.append((self.path, self.headers.get("Range")))
        if server.fault == "404":
            self.send_error(404)
            return
        if server.fault == "redirect" and not self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "/moved" + self.path)
            self.send_header("X-Linked-Etag", f'"{SHA}"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body, status = CONTENT, 200
        asked = self.headers.get("Range")
        if asked and server.fault != "no ranges":
            body, status = CONTENT[int(asked.removeprefix("bytes=").rstrip("-")) :], 206
        if server.fault == "wrong bytes":
            body = bytes(len(body))
        self.send_response(status)
        if server.fault == "likes to compress" and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{server.etag}"' if server.fault != "redirect" else '"opaque"')
        self.end_headers()
        if server.fault == "drops half-way" and len(server.requests) == 1:
            body = body[: len(body) // 2]
        if server.fault == "always drops":
            body = body[: len(body) // 2]
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def file_server() -> Iterator[FileServer]:
    server = FileServer(("127.0.0.1", 0), Handler)
    server.requests = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
