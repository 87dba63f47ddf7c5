"""An HTTPS server of Python's ssl module for tests: python3 https.py HOST PORT CERT KEY [CA [optional]]

The variable TLS_SETUP may hold Python statements that change the context `ctx`.
"""
import http.server
import os
import socketserver
import ssl
import sys


class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"hello\n"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def finish_request(self, request, client_address):
        # in the thread of the connection, so that a silent client does not block the others
        try:
            request = ctx.wrap_socket(request, server_side=True)
            super().finish_request(request, client_address)
        except OSError as err:
            print("refused:", err, file=sys.stderr, flush=True)
        finally:
            request.close()


host, port, cert, key = sys.argv[1:5]
ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
ctx.load_cert_chain(cert, key)
if len(sys.argv) > 5:
    ctx.load_verify_locations(sys.argv[5])
    ctx.verify_mode = ssl.CERT_OPTIONAL if len(sys.argv) > 6 else ssl.CERT_REQUIRED
exec(os.environ.get("TLS_SETUP", ""))
Server((host, int(port)), Hello).serve_forever()
