"""What a program may do here: tries each thing that it is told, and prints the errors by name."""

import ctypes
import errno
import json
import os
import socket
import sys
import threading

told = json.loads(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
parent = os.getppid()


def read(path):
    with open(path, "rb") as file:
        file.read(1)


def write(path):
    with open(path, "ab") as file:
        file.write(b"x")


def connect(address):
    family, where = address
    with socket.socket(getattr(socket, family)) as own:
        own.connect(tuple(where) if isinstance(where, list) else where)


def make(kind):
    socket.socket(getattr(socket, kind[0]), getattr(socket, kind[1])).close()


def listen(port):
    with socket.socket(socket.AF_INET) as own:
        own.bind(("127.0.0.1", port))


def call(number):
    # Nothing that exists has these arguments, so that what is let through does nothing.
    ctypes.set_errno(0)
    if libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 6) == -1:
        raise OSError(ctypes.get_errno(), "")


def ask(what):
    number, *arguments = what
    room = ctypes.create_string_buffer(64)
    known = {"parent": parent, "thread": threading.get_native_id(), "room": ctypes.addressof(room)}
    given = [ctypes.c_long(known.get(it, it)) for it in arguments]
    if libc.syscall(ctypes.c_long(number), *given) == -1:
        raise OSError(ctypes.get_errno(), "")


ways = {
    "read": read,
    "write": write,
    "list": os.listdir,
    "connect": connect,
    "listen": listen,
    "socket": make,
    "call": call,
    "ask": ask,
    "environ": lambda _: read(f"/proc/{parent}/environ"),
    "signal": lambda _: os.kill(parent, 0),
    "run": lambda path: os.waitpid(os.posix_spawn(path, [path], {}), 0),
}
found = {}
for name, (way, what) in told.items():
    try:
        ways[way](what)
        found[name] = "done"
    except OSError as error:
        found[name] = errno.errorcode.get(error.errno, str(error.errno))
print(json.dumps(found))
