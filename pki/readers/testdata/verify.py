# python3 verify.py default|strict client
# python3 verify.py default|strict server CERT KEY
# Reads [{port, host, roots}] on stdin, connects to each and speaks TLS as the client, or as the server that demands a
# client certificate. Prints "ok" or "no REASON" a line.
import json
import socket
import ssl
import sys

strict, server = sys.argv[1] == "strict", sys.argv[2] == "server"
for c in json.load(sys.stdin):
    try:
        if server:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=c["roots"])
            context.load_cert_chain(sys.argv[3], sys.argv[4])
            context.verify_mode = ssl.CERT_REQUIRED
        else:
            context = ssl.create_default_context(cafile=c["roots"])
        # What create_default_context of Python 3.13 sets for both sides, and earlier ones do not: VERIFY_X509_STRICT and
        # VERIFY_X509_PARTIAL_CHAIN.
        later = ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
        context.verify_flags = context.verify_flags | later if strict else context.verify_flags & ~later
        with socket.create_connection(("127.0.0.1", c["port"]), 30) as s:
            with context.wrap_socket(s, server_side=server, server_hostname=None if server else c["host"]):
                print("ok")
    except Exception as e:
        print("no", str(e).replace("\n", " "))
