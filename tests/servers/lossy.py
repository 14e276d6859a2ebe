"""A bad network between a sender and a service on this machine: datagrams are lost, late, and out of order.

Stands at one UDP address and passes everything on to another, both ways, each datagram by itself: lost with
a probability, late by a time drawn evenly from 0 to a longest one. The same seed loses the same ones.
"""

import asyncio
import random

Address = tuple[str, int]


class _Way(asyncio.DatagramProtocol):
    """One socket of the relay: what comes in there is the relay's business."""

    def __init__(self, heard) -> None:
        self.heard = heard
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, source: Address) -> None:
        self.heard(data, source)


class LossyRelay:
    """From `near`, where senders are told to go, to `far`, where the service listens."""

    def __init__(self, near: Address, far: Address, loss: float, late_ms: float, seed: int = 7) -> None:
        self.near, self.far = near, far
        self.loss, self.late_s = loss, late_ms / 1000
        self.chance = random.Random(seed)
        self.counts = {"passed": 0, "lost": 0}
        self.inner: _Way | None = None
        # A socket of its own towards the service for every sender, opened with its first datagram.
        self.outer: dict[Address, asyncio.Task[_Way]] = {}

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self.inner = _Way(self._from_sender)
        await loop.create_datagram_endpoint(lambda: self.inner, local_addr=self.near)

    def _from_sender(self, data: bytes, sender: Address) -> None:
        if sender not in self.outer:
            self.outer[sender] = asyncio.ensure_future(self._open(sender))
        self.outer[sender].add_done_callback(
            lambda way: self._pass_on(lambda: way.result().transport.sendto(data))
        )

    async def _open(self, sender: Address) -> _Way:
        back = lambda data, _: self._pass_on(lambda: self.inner.transport.sendto(data, sender))
        way = _Way(back)
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: way, remote_addr=self.far)
        return way

    def _pass_on(self, send) -> None:
        if self.chance.random() < self.loss:
            self.counts["lost"] += 1
            return
        self.counts["passed"] += 1
        late = self.chance.uniform(0, self.late_s)
        asyncio.get_running_loop().call_later(late, send)

    def stop(self) -> None:
        if self.inner and self.inner.transport:
            self.inner.transport.close()
        for opening in self.outer.values():
            if opening.done():
                opening.result().transport.close()
