"""A bridge from a TCP port of this machine to the daemon's Unix socket, for tools that speak only TCP.

    bridge.py SOCKET TENANT [spoil]

Prints its port and serves until its input ends. With `spoil` it turns every 200 into a 500: a check that does not notice is none. To every request that does not name a tenant it adds the header Walletd-Tenant. Each
connection carries one request; nothing else is changed, and what is not a request is passed on as it is.
"""

import os
import socket
import sys
import threading

HEAD_LIMIT = 1 << 20


def read_head(client):
    """The bytes up to the end of the head, and what came after them already."""
    data = b""
    while b"\r\n\r\n" not in data and len(data) < HEAD_LIMIT:
        more = client.recv(65536)
        if not more:
            return data, b""
        data += more
    head, end, rest = data.partition(b"\r\n\r\n")
    return head + end, rest


def with_tenant(head, tenant):
    lines = head.split(b"\r\n")
    names = [line.split(b":", 1)[0].strip().lower() for line in lines]
    kept = [line for line, name in zip(lines, names) if name != b"connection"]
    extra = [b"Connection: close"]
    if b"walletd-tenant" not in names:
        extra.append(b"Walletd-Tenant: " + tenant)
    return b"\r\n".join(kept[:1] + extra + kept[1:])


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # The other direction ends by itself.


def spoil(source, sink):
    """The answer with another status, so that nobody takes it for a good one."""
    head, rest = read_head(source)
    sink.sendall(head.replace(b"HTTP/1.1 200 OK", b"HTTP/1.1 500 Spoilt", 1) + rest)
    pump(source, sink)


def carry(client, path, tenant, answer):
    with client, socket.socket(socket.AF_UNIX) as daemon:
        try:
            daemon.connect(path)
            head, rest = read_head(client)
            if not head:
                return
            daemon.sendall(with_tenant(head, tenant) + rest)
        except OSError:
            return
        upward = threading.Thread(target=pump, args=(client, daemon), daemon=True)
        upward.start()
        answer(daemon, client)


def serve(listener, path, tenant, answer):
    while True:
        client, _ = listener.accept()
        threading.Thread(target=carry, args=(client, path, tenant, answer), daemon=True).start()


def main():
    path, tenant = sys.argv[1], sys.argv[2].encode()
    answer = spoil if sys.argv[3:] == ["spoil"] else pump
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    threading.Thread(target=serve, args=(listener, path, tenant, answer), daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    while os.read(0, 4096):
        pass


if __name__ == "__main__":
    main()
