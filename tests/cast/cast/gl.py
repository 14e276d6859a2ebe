"""Draws meshes and hair off screen through OpenGL 3.3; Mesa's software driver is enough."""

from dataclasses import dataclass, field

import cv2
import moderngl
import numpy as np

from . import ready, shaders

SHADOW = 768  # shadow map side, pixels
SPARSE = 3  # one strand in so many casts a shadow, that much wider


@dataclass
class Light:
    """A window or lamp far away, the laptop's screen, and what the room sends back. Linear colours."""

    key_dir: tuple = (0.5, 0.55, 0.75)
    key: tuple = (2.2, 2.1, 2.0)
    screen: tuple = (0.0, 0.0, 0.0)
    sky: tuple = (0.75, 0.78, 0.82)
    ground: tuple = (0.42, 0.38, 0.34)
    soft: float = 0.012  # penumbra as a share of the shadow map


@dataclass
class Camera:
    """A pinhole camera; `fov` is vertical, in degrees; `eye` and `look` in decimetres."""

    eye: tuple = (0.0, 7.1, 7.5)
    look: tuple = (0.0, 6.95, 0.5)
    fov: float = 36.0

    def matrix(self, aspect: float) -> np.ndarray:
        """World to clip space, row-major."""
        return perspective(self.fov, aspect, 0.5, 80.0) @ look_at(self.eye, self.look)

    def project(self, points: np.ndarray, width: int, height: int) -> np.ndarray:
        """World points to pixels, (x right, y down)."""
        q = np.c_[points, np.ones(len(points))] @ self.matrix(width / height).T
        xy = q[:, :2] / q[:, 3:4]
        return np.c_[(xy[:, 0] * 0.5 + 0.5) * width, (0.5 - xy[:, 1] * 0.5) * height]


def perspective(fov: float, aspect: float, near: float, far: float) -> np.ndarray:
    f = 1 / np.tan(np.radians(fov) / 2)
    return np.array([[f / aspect, 0, 0, 0], [0, f, 0, 0],
                     [0, 0, (far + near) / (near - far), 2 * far * near / (near - far)], [0, 0, -1, 0]])


def look_at(eye, target) -> np.ndarray:
    eye, target = np.asarray(eye, float), np.asarray(target, float)
    z = eye - target
    z /= np.linalg.norm(z)
    x = np.cross([0, 1, 0], z)
    x /= np.linalg.norm(x)
    m = np.eye(4)
    m[:3, :3] = np.stack([x, np.cross(z, x), z])
    m[:3, 3] = -m[:3, :3] @ eye
    return m


@dataclass
class Mesh:
    """Triangles to draw. `uniforms` and `skin` (a texture) belong to whoever owns the mesh."""

    points: np.ndarray
    normals: np.ndarray
    canon: np.ndarray
    attr: np.ndarray  # (n, 4): lip, occlusion, material, spare
    triangles: np.ndarray
    uniforms: dict = field(default_factory=dict)
    skin: object = None
    board: object = None
    shadow: bool = True
    occluder: bool = False


@dataclass
class Strands:
    """Hair as ribbons that face the camera; moves rigidly with `head`."""

    buffer: object  # moderngl vertex array
    head: np.ndarray
    uniforms: dict
    count: int = 0


class Renderer:
    """One off-screen context; `draw` gives linear colour with coverage, and who is seen in each pixel."""

    def __init__(self) -> None:
        try:
            self.ctx = moderngl.create_standalone_context(backend="egl")
        except Exception as refused:  # moderngl has no type of its own for it
            raise ready.NotReady(f"no OpenGL without a screen ({refused}): apt-get install {ready.PACKAGES}") from refused
        c = self.ctx
        self.surface = c.program(vertex_shader=shaders.SURFACE_VERTEX, fragment_shader=shaders.SURFACE_FRAGMENT)
        self.surface_depth = c.program(vertex_shader=shaders.SURFACE_VERTEX, fragment_shader=shaders.DEPTH_FRAGMENT)
        self.hair = c.program(vertex_shader=shaders.HAIR_VERTEX, fragment_shader=shaders.HAIR_FRAGMENT)
        self.hair_depth = c.program(vertex_shader=shaders.HAIR_VERTEX, fragment_shader=shaders.DEPTH_FRAGMENT)
        self.depth = c.depth_texture((SHADOW, SHADOW))
        self.depth.compare_func = "<="
        self.depth_fbo = c.framebuffer(depth_attachment=self.depth)
        self.targets: dict = {}
        self.grain = self.texture(_grain(), repeat=True)
        self.blank = self.texture(np.zeros((4, 4, 4), np.uint8))

    def texture(self, pixels: np.ndarray, repeat: bool = False):
        """An 8-bit or half-float texture with mipmaps."""
        h, w, channels = pixels.shape
        kind = "f1" if pixels.dtype == np.uint8 else "f2"
        t = self.ctx.texture((w, h), channels, np.ascontiguousarray(pixels[::1]).tobytes(), dtype=kind)
        t.build_mipmaps()
        t.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        t.repeat_x = t.repeat_y = repeat
        return t

    def strands(self, points: np.ndarray, tangents: np.ndarray, shade: np.ndarray, depth: np.ndarray,
                head: np.ndarray, uniforms: dict) -> Strands:
        """Uploads hair: points and tangents (n, k, 3), shade (n,), occlusion (n, k)."""
        n, k, _ = points.shape
        data = np.zeros((n, k, 2, 10), np.float32)
        data[..., 0:3] = points[:, :, None]
        data[..., 3:6] = tangents[:, :, None]
        data[..., 6] = np.array([-1, 1], np.float32)
        data[..., 7] = np.linspace(0, 1, k, dtype=np.float32)[None, :, None]
        data[..., 8] = shade[:, None, None]
        data[..., 9] = depth[:, :, None]
        row = np.arange(k - 1)[:, None] * 2 + np.array([0, 1, 2, 2, 1, 3])
        index = (np.arange(n)[:, None, None] * (2 * k) + row[None]).astype(np.int32)
        vbo, ibo = self.ctx.buffer(data.tobytes()), self.ctx.buffer(index.tobytes())
        sparse = self.ctx.buffer(np.ascontiguousarray(index[::SPARSE]).tobytes())
        layout = "3f 3f 4f"
        arrays = {}
        for name, program in (("draw", self.hair), ("depth", self.hair_depth)):
            names, fmt = [], []
            for f, a in zip(layout.split(), ("in_pos", "in_tan", "in_hair")):
                if a in program:
                    names.append(a), fmt.append(f)
                else:
                    fmt.append(f.replace("3f", "3x4").replace("4f", "4x4"))
            arrays[name] = self.ctx.vertex_array(program, [(vbo, " ".join(fmt), *names)], ibo if name == "draw" else sparse)
        return Strands(arrays, head, uniforms, n)

    def draw(self, meshes: list[Mesh], hair: list[Strands], camera: Camera, light: Light,
             width: int, height: int, over: float = 2, span: float = 3.2, samples: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """Colour (h, w, 4) with premultiplied coverage, and identity (h, w, 3): face, occluder, hair."""
        c = self.ctx
        size = (int(width * over), int(height * over))
        fbo = self._target(size, samples)
        arrays = [self._upload(m) for m in meshes]
        centre = np.array(meshes[0].uniforms.get("centre", (0.0, 7.0, 0.5)), float)
        direction = np.asarray(light.key_dir, float) / np.linalg.norm(light.key_dir)
        far = 4 * span  # the map is `span` to each side and as deep as the scene within it
        ortho = np.diag([1 / span, 1 / span, -1 / far, 1.0])
        view = look_at(centre + direction * far, centre)
        ortho[2, 3] = -1
        shadow = ortho @ view
        self.depth_fbo.use()
        self.depth_fbo.clear(depth=1.0)
        c.enable(moderngl.DEPTH_TEST)
        c.disable(moderngl.CULL_FACE)
        _set(self.surface_depth, "camera", shadow)
        for m, (_, depth, _) in zip(meshes, arrays):
            if m.shadow:
                depth.render()
        for s in hair:
            _set(self.hair_depth, "camera", shadow)
            _set(self.hair_depth, "head", s.head)
            _value(self.hair_depth, {"eye_h": tuple(centre + direction * 10), "thick": s.uniforms["thick"] * SPARSE})
            s.buffer["depth"].render()
        fbo.use()
        fbo.clear(0, 0, 0, 0, depth=1.0)
        common = {"eye": camera.eye, "key_dir": tuple(direction), "key_colour": light.key,
                  "screen_pos": (camera.eye[0], camera.eye[1] - 1.0, camera.eye[2]), "screen_colour": light.screen,
                  "sky": light.sky, "ground": light.ground, "shadow_soft": light.soft}
        matrix = camera.matrix(width / height)
        self.depth.use(0)
        self.grain.use(2)
        for program in (self.surface, self.hair):
            _value(program, common)
            _set(program, "camera", matrix)
            _set(program, "shadow_matrix", shadow)
            _value(program, {"shadow": 0, "taps": 6 if program is self.surface else 2})
        _value(self.surface, {"skin": 1, "grain": 2, "board": 3})
        for m, (draw, _, _) in zip(meshes, arrays):
            (m.skin or self.blank).use(1)
            (m.board or self.blank).use(3)
            _value(self.surface, m.uniforms)
            draw.render()
        for s in hair:
            _set(self.hair, "head", s.head)
            _value(self.hair, {"eye_h": camera.eye, **s.uniforms})
            s.buffer["draw"].render()
        for draw, depth, buffers in arrays:
            draw.release(), depth.release()
            for b in buffers:
                b.release()
        if samples:
            plain = self._target(size, 0)
            c.copy_framebuffer(plain, fbo)
            fbo = plain
        colour = np.frombuffer(fbo.read(components=4, attachment=0, dtype="f2"), np.float16)
        colour = colour.reshape(size[1], size[0], 4)[::-1].astype(np.float32)
        # A highlight seen edge-on can come out as no number; one such pixel would blind the camera's exposure.
        np.nan_to_num(colour, copy=False, nan=0.0, posinf=6e4)
        ident = np.frombuffer(fbo.read(components=4, attachment=1, dtype="f1"), np.uint8)
        ident = ident.reshape(size[1], size[0], 4)[::-1, :, :3]
        if over > 1:
            # Highlights are compressed before averaging so that one bright sample cannot make a stair.
            peak = 1 + colour[..., :3].max(axis=2, keepdims=True)
            colour[..., :3] /= peak
            colour = cv2.resize(colour, (width, height), interpolation=cv2.INTER_AREA)
            colour[..., :3] /= np.maximum(1 - colour[..., :3].max(axis=2, keepdims=True), 0.05)
            ident = cv2.resize(np.ascontiguousarray(ident), (width, height), interpolation=cv2.INTER_AREA)
        return colour, ident

    def depth_map(self, meshes: list[Mesh], hair: list[Strands], centre, direction, side: int = 384):
        """Depth (row 0 at the bottom) seen from a direction, and the matrix that led there."""
        key = ("depth", side)
        if key not in self.targets:
            t = self.ctx.depth_texture((side, side))
            self.targets[key] = self.ctx.framebuffer(depth_attachment=t), t
        fbo, texture = self.targets[key]
        up = look_at(np.asarray(centre) + np.asarray(direction) * 10 + [1e-4, 0, 1e-4], centre)
        ortho = np.diag([1 / 3.4, 1 / 3.4, -1 / 12, 1.0])
        ortho[2, 3] = -10 / 12
        matrix = ortho @ up
        fbo.use()
        fbo.clear(depth=1.0)
        self.ctx.enable(moderngl.DEPTH_TEST)
        _set(self.surface_depth, "camera", matrix)
        for m in meshes:
            _, depth, buffers = arrays = self._upload(m)
            depth.render()
            arrays[0].release(), depth.release(), [b.release() for b in buffers]
        for s in hair:
            _set(self.hair_depth, "camera", matrix)
            _set(self.hair_depth, "head", s.head)
            _value(self.hair_depth, {"eye_h": tuple(np.asarray(centre) + np.asarray(direction) * 10), "thick": s.uniforms["thick"] * SPARSE})
            s.buffer["depth"].render()
        return np.frombuffer(texture.read(), np.float32).reshape(side, side), matrix

    def _upload(self, m: Mesh):
        n = len(m.points)
        data = np.empty((n, 13), np.float32)
        data[:, 0:3], data[:, 3:6], data[:, 6:9], data[:, 9:13] = m.points, m.normals, m.canon, m.attr
        vbo, ibo = self.ctx.buffer(data.tobytes()), self.ctx.buffer(np.ascontiguousarray(m.triangles, np.int32).tobytes())
        draw = self.ctx.vertex_array(self.surface, [(vbo, "3f 3f 3f 4f", "in_pos", "in_nrm", "in_canon", "in_attr")], ibo)
        depth = self.ctx.vertex_array(self.surface_depth, [(vbo, "3f 10x4", "in_pos")], ibo)
        return draw, depth, (vbo, ibo)

    def _target(self, size: tuple[int, int], samples: int):
        if (size, samples) not in self.targets:
            c = self.ctx
            make = c.renderbuffer if samples else c.texture
            more = {"samples": samples} if samples else {}
            self.targets[size, samples] = c.framebuffer([make(size, 4, dtype="f2", **more), make(size, 4, dtype="f1", **more)],
                                                        c.depth_renderbuffer(size, samples=samples))
        return self.targets[size, samples]


def _set(program, name: str, matrix: np.ndarray) -> None:
    if name in program:
        program[name].write(np.ascontiguousarray(matrix.T, np.float32).tobytes())


def _value(program, values: dict) -> None:
    for name, value in values.items():
        if name in program:
            program[name].value = tuple(float(x) for x in value) if np.ndim(value) else value


def _grain() -> np.ndarray:
    """Tiling noise in three channels: fine, coarse, veins."""
    rng = np.random.default_rng(7)
    side = 512
    f = np.fft.fftfreq(side)
    radius = np.hypot(f[:, None], f[None])
    out = []
    for low, high in ((0.03, 0.35), (0.004, 0.03), (0.01, 0.06)):
        band = np.exp(-(radius / high) ** 2) * (1 - np.exp(-(radius / low) ** 2))
        n = np.fft.ifft2(np.fft.fft2(rng.standard_normal((side, side))) * band).real
        out.append(n / n.std())
    out[2] = 1.5 - np.abs(out[2]) * 2.2
    return np.clip(np.stack(out, axis=2) * 40 + 128, 0, 255).astype(np.uint8)
