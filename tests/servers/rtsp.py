"""An RTSP server for tests: one stream at /cam, from a pipeline of the caller's.

    /usr/bin/python3 rtsp.py HOST PORT PIPELINE [USER:PASSWORD]

PORT 0 takes a free one. What happens is told on standard output, one line each: `listening PORT` once, then
`playing` for each client that the stream is sent to, and `hung up` for each one that leaves. The server ends
when its standard input does, so it never outlives the test that started it.

It needs Debian's python3-gi and gir1.2-gst-rtsp-server-1.0, and so the system's own Python.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

VIEWER = "viewer"


def tell(line: str) -> None:
    print(line, flush=True)


def stream(pipeline: str, secret: str | None) -> GstRtspServer.RTSPMediaFactory:
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f"( {pipeline} )")
    # One recording for all who watch, as a camera is: whoever comes later does not start it anew.
    factory.set_shared(True)
    if secret:
        permissions = GstRtspServer.RTSPPermissions()
        for right in (GstRtspServer.RTSP_PERM_MEDIA_FACTORY_ACCESS,
                      GstRtspServer.RTSP_PERM_MEDIA_FACTORY_CONSTRUCT):
            permissions.add_permission_for_role(VIEWER, right, True)
        factory.set_permissions(permissions)
    return factory


def guard(secret: str) -> GstRtspServer.RTSPAuth:
    token = GstRtspServer.RTSPToken()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, VIEWER)
    auth = GstRtspServer.RTSPAuth()
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(*secret.split(":", 1)), token)
    return auth


def greet(_server: GstRtspServer.RTSPServer, client: GstRtspServer.RTSPClient) -> None:
    client.connect("play-request", lambda *_: tell("playing"))
    client.connect("closed", lambda *_: tell("hung up"))


def main() -> None:
    host, port, pipeline, *rest = sys.argv[1:]
    secret = rest[0] if rest else None
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address(host)
    server.set_service(port)
    server.get_mount_points().add_factory("/cam", stream(pipeline, secret))
    if secret:
        server.set_auth(guard(secret))
    server.connect("client-connected", greet)
    if not server.attach(None):
        sys.exit(f"nothing can listen at {host}:{port}")
    loop = GLib.MainLoop()
    GLib.io_add_watch(sys.stdin.fileno(), GLib.PRIORITY_DEFAULT, GLib.IOCondition.HUP,
                      lambda *_: loop.quit())
    tell(f"listening {server.get_bound_port()}")
    loop.run()


if __name__ == "__main__":
    main()
