"""A WHIP sender that shares no code with the service: aiortc, a WebRTC of its own in Python.

    python whip.py FILE ADDRESS TOKEN [CODEC [LOSS LATE_MS]]

Sends FILE in real time (CODEC: VP8 or H264), then says that it is done. What happens is told on standard
output, one line each: `answered`, `connected`, `done`. Ends with 1 when it is refused.

With LOSS (a share) and LATE_MS the media goes over a bad network: a relay stands at the address that the
service told, which must not be the one it listens at, and passes on to the same port of 127.0.0.1.

It needs `pip install -r tests/servers/requirements.txt`.
"""

import asyncio
import sys
import urllib.error
import urllib.parse
import urllib.request

from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.contrib.media import MediaPlayer
from lossy import LossyRelay


def tell(line: str) -> None:
    print(line, flush=True)


def ask(method: str, address: str, token: str, sdp: str | None = None):
    headers = {"Authorization": f"Bearer {token}"}
    if sdp is not None:
        headers["Content-Type"] = "application/sdp"
    body = sdp.encode() if sdp is not None else None
    return urllib.request.urlopen(urllib.request.Request(address, body, headers, method=method), timeout=30)


async def bad_network(sdp: str, loss: float, late_ms: float) -> LossyRelay:
    """The relay at the address of the answer's first candidate."""
    candidate = next(line for line in sdp.splitlines() if line.startswith("a=candidate:")).split()
    told = (candidate[4], int(candidate[5]))
    relay = LossyRelay(told, ("127.0.0.1", told[1]), loss, late_ms)
    await relay.start()
    return relay


async def send(file: str, address: str, token: str, codec: str, bad: tuple[float, float] | None) -> None:
    peer = RTCPeerConnection()
    over, connected = asyncio.Event(), asyncio.Event()
    player = MediaPlayer(file)
    player.video.add_listener("ended", over.set)

    @peer.on("connectionstatechange")
    def _() -> None:
        if peer.connectionState == "connected":
            tell("connected")
            connected.set()
        if peer.connectionState in ("failed", "closed"):
            over.set()

    transceiver = peer.addTransceiver(player.video, direction="sendonly")
    known = RTCRtpSender.getCapabilities("video").codecs
    transceiver.setCodecPreferences([c for c in known if c.mimeType == f"video/{codec}"])
    await peer.setLocalDescription(await peer.createOffer())
    with await asyncio.to_thread(ask, "POST", address, token, peer.localDescription.sdp) as answer:
        resource = urllib.parse.urljoin(address, answer.headers["Location"])
        sdp = answer.read().decode()
    tell("answered")
    relay = await bad_network(sdp, *bad) if bad else None
    await peer.setRemoteDescription(RTCSessionDescription(sdp, "answer"))
    await asyncio.wait_for(connected.wait(), 20)
    await over.wait()
    # Before the peer closes: the end is said, not guessed.
    await asyncio.to_thread(lambda: ask("DELETE", resource, token).close())
    if relay:
        tell(f"lost {relay.counts['lost']} of {sum(relay.counts.values())}")
    tell("done")
    await peer.close()
    if relay:
        relay.stop()


def main() -> int:
    file, address, token, *rest = sys.argv[1:]
    try:
        bad = (float(rest[1]), float(rest[2])) if len(rest) > 1 else None
        asyncio.run(send(file, address, token, rest[0] if rest else "VP8", bad))
    except urllib.error.HTTPError as refused:
        tell(f"refused {refused.code}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
