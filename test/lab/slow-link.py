"""A slow line between two network namespaces: `slow-link.py <namespace> <namespace> <one-way ms> <loss %>`.

Kernels without netem cannot delay packets themselves, so two TUN devices are joined here. Every packet waits in a queue,
so order is kept; losses come from a fixed seed.
"""
import asyncio
import ctypes
import fcntl
import os
import random
import struct
import sys

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
libc = ctypes.CDLL(None, use_errno=True)


def open_tun(namespace):
    descriptor = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if libc.setns(descriptor, 0) != 0:
        raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")
    os.close(descriptor)
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", b"tun0", IFF_TUN | IFF_NO_PI))
    return tun


def send(tun, packet):
    try:
        os.write(tun, packet)
    except OSError:
        return  # the other end is going down; a lost packet is what this line is for


async def main(near, far, delay_ms, loss_percent):
    loop = asyncio.get_running_loop()
    chance = random.Random(503)
    ends = [open_tun(near), open_tun(far)]

    def forward(source, target):
        try:
            packet = os.read(source, 65536)
        except OSError:
            return
        if chance.random() * 100 >= loss_percent:
            loop.call_later(delay_ms / 1000, send, target, packet)

    loop.add_reader(ends[0], forward, ends[0], ends[1])
    loop.add_reader(ends[1], forward, ends[1], ends[0])
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])))
