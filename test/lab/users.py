"""Users of the shop: `users.py <requests per second> [path]`. Each request is a connection of its own and waits 20 s at most."""
import asyncio
import itertools
import sys

EDGE, HOST = "10.53.0.10", "www.shop.test"
WAIT_SECONDS, AT_ONCE = 20, 300


async def visit(path):
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            reader, writer = await asyncio.open_connection(EDGE, 80)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: browser\r\nConnection: close\r\n\r\n".encode())
            await reader.read()
            writer.close()
    except (OSError, TimeoutError):
        return  # users leave; what they got is in the proxy's log


async def main(per_second, paths):
    running = set()
    for path in itertools.cycle(paths):
        if len(running) < AT_ONCE:
            task = asyncio.create_task(visit(path))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.sleep(1 / per_second)


asyncio.run(main(float(sys.argv[1]), sys.argv[2:] or ["/", "/", "/", "/checkout"]))
