"""The payment provider: an HTTP service that another team runs."""
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Pay(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        broken = os.path.exists("/srv/pay/ledger-lost")
        body = b'{"error":"ledger unavailable"}\n' if broken else b'{"status":"ok"}\n'
        self.send_response(500 if broken else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("10.53.0.41", 8080), Pay).serve_forever()
