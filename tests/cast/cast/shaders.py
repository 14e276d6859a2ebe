"""GLSL sources. Colours are linear; lengths are decimetres; light arrives in arbitrary units scaled by exposure."""

LIGHTING = """
uniform vec3 eye;
uniform vec3 key_dir, key_colour;      // towards the light
uniform vec3 screen_pos, screen_colour; // the screen of the laptop, a small area light
uniform vec3 sky, ground;              // ambient from above and below
uniform sampler2DShadow shadow;
uniform mat4 shadow_matrix;
uniform float shadow_soft;

uniform int taps;
float key_visible(vec3 p, vec3 n) {
    vec4 q = shadow_matrix * vec4(p + n * 0.03, 1.0);
    vec3 c = q.xyz / q.w * 0.5 + 0.5;
    if (c.x < 0.01 || c.y < 0.01 || c.x > 0.99 || c.y > 0.99) return 1.0;
    float lit = 0.0;
    float turn = fract(sin(dot(gl_FragCoord.xy, vec2(12.9898, 78.233))) * 43758.5453) * 6.2831;
    for (int k = 0; k < taps; k++) {
        float r = sqrt((float(k) + 0.5) / float(taps)) * shadow_soft;
        float a = float(k) * 2.39996 + turn;
        lit += texture(shadow, vec3(c.xy + r * vec2(cos(a), sin(a)), c.z - 0.0015));
    }
    return lit / float(taps);
}
vec3 ambient(vec3 n) { return mix(ground, sky, n.y * 0.5 + 0.5) ; }
float ggx(vec3 n, vec3 v, vec3 l, float rough, float f0) {
    vec3 h = normalize(v + l);
    float a2 = rough * rough * rough * rough;
    float nh = max(dot(n, h), 0.0), nv = max(dot(n, v), 0.05), nl = max(dot(n, l), 0.0), vh = max(dot(v, h), 0.0);
    float d = a2 / (3.1416 * pow(nh * nh * (a2 - 1.0) + 1.0, 2.0));
    float k = (rough + 1.0) * (rough + 1.0) / 8.0;
    float g = 1.0 / ((nv * (1.0 - k) + k) * (nl * (1.0 - k) + k));
    float f = f0 + (1.0 - f0) * pow(1.0 - vh, 5.0);
    return d * g * f * nl / 4.0;
}
// Light that enters skin leaves it nearby: each channel wraps past the terminator by its mean free path.
vec3 soft_diffuse(float nl, vec3 wrap) {
    vec3 x = clamp((vec3(nl) + wrap) / (1.0 + wrap), 0.0, 1.0);
    return x * mix(vec3(1.0), x, wrap * 0.8);
}
"""

SURFACE_VERTEX = """
#version 330
uniform mat4 camera;
in vec3 in_pos; in vec3 in_nrm; in vec3 in_canon; in vec4 in_attr; // attr: lip, occlusion, material, spare
out vec3 pos, nrm, canon; out vec4 attr;
void main() { pos = in_pos; nrm = in_nrm; canon = in_canon; attr = in_attr; gl_Position = camera * vec4(in_pos, 1.0); }
"""

SURFACE_FRAGMENT = """
#version 330
""" + LIGHTING + """
uniform sampler2D skin;    // cylinder map: albedo, height
uniform sampler2D grain;   // tiling noise
uniform vec3 cloth_colour, cloth_colour2, iris_colour, iris_colour2, lip_colour; uniform vec4 collar; // y, depth of the V, pattern, shine
uniform float bump, oil, pupil, iris_size, flat_colour;
uniform sampler2D board;   // picture for materials 6 and 7
uniform float glow;
in vec3 pos, nrm, canon; in vec4 attr;
layout(location = 0) out vec4 colour; layout(location = 1) out vec4 ident;

vec3 bend(vec3 n, float h, float amount) { // Mikkelsen's bump without tangents
    vec3 dx = dFdx(pos), dy = dFdy(pos);
    vec3 r1 = cross(dy, n), r2 = cross(n, dx);
    float det = dot(dx, r1);
    vec3 g = sign(det) * (dFdx(h) * r1 + dFdy(h) * r2);
    return normalize(abs(det) * n - amount * g);
}
void main() {
    vec3 v = normalize(eye - pos), n = normalize(nrm);
    int material = int(attr.z + 0.5);
    if (!gl_FrontFacing && material != 0) n = -n;
    float ao = attr.y, lit = key_visible(pos, n);
    vec3 to_screen = screen_pos - pos; float d2 = dot(to_screen, to_screen);
    vec3 sl = to_screen * inversesqrt(d2); vec3 screen = screen_colour * 25.0 / (d2 + 4.0);
    vec3 base, out_c; float face = 0.0;
    if (material == 0) { // skin
        float angle = atan(canon.x, canon.z - 0.35) / 6.28318 + 0.5;
        vec2 uv = vec2(angle, (canon.y - 5.2) / 3.4);
        vec4 t = textureGrad(skin, uv, vec2(dFdx(canon.x), dFdx(canon.y)) * vec2(0.12, 0.29), vec2(dFdy(canon.x), dFdy(canon.y)) * vec2(0.12, 0.29));
        float lip = smoothstep(0.25, 0.75, attr.x);
        base = mix(t.rgb, lip_colour * (0.8 + 0.4 * t.a), lip);
        float inside = smoothstep(0.02, 0.30, attr.w); base = mix(base, vec3(0.16, 0.035, 0.03), inside);
        float fine = texture(grain, canon.xy * 4.0 + canon.zz * 3.1).r - 0.5;
        vec3 nb = bend(n, t.a * 0.030 + fine * 0.003 * (1.0 + 2.0 * lip), bump);
        vec3 wrap = mix(vec3(0.50, 0.24, 0.15), vec3(0.25, 0.14, 0.1), clamp(1.0 - dot(base, vec3(0.6)), 0.0, 1.0));
        vec3 red = vec3(soft_diffuse(dot(n, key_dir), wrap).r, soft_diffuse(dot(mix(n, nb, 0.6), key_dir), wrap).g, soft_diffuse(dot(nb, key_dir), wrap).b);
        vec3 shade = pow(vec3(lit), vec3(0.75, 1.0, 1.1)); // light bleeds red into the shadow's edge
        vec3 ambient_ao = pow(vec3(ao), vec3(0.85, 1.1, 1.2));
        vec3 light = key_colour * red * shade + ambient(nb) * ambient_ao + screen * soft_diffuse(dot(nb, sl), wrap) * mix(vec3(1.0), ambient_ao, 0.7);
        float zone = oil * exp(-pow(canon.x * 2.6, 2.0)) + 0.25;
        float rough = mix(0.52 - 0.10 * zone, 0.34, lip);
        float gloss = (0.55 + 0.45 * zone) * (0.8 + 0.5 * t.a) * (1.0 - inside * 0.3);
        vec3 spec = key_colour * lit * (0.65 * ggx(nb, v, key_dir, rough, 0.028) + 0.35 * ggx(n, v, key_dir, rough * 0.65, 0.028)) * 2.2;
        spec += screen * ggx(nb, v, sl, rough, 0.028) * 2.0 * ao;
        float rim = pow(1.0 - max(dot(n, v), 0.0), 4.0);
        spec += ambient(reflect(-v, nb)) * (0.025 + 0.22 * rim) * ao * ao;
        out_c = base * light + spec * gloss; face = canon.y > 6.1 ? 1.0 : 0.0;
    } else if (material == 1) { // cloth
        float line = collar.x - collar.y * max(0.0, 1.0 - abs(canon.x) / 0.55) * step(0.3, canon.z);
        line += 0.10 * smoothstep(0.5, -0.4, canon.z) + 0.45 * smoothstep(0.50, 0.95, abs(canon.x));
        if (canon.y > line) discard;
        float weave = texture(grain, canon.xy * 1.7).r - 0.5, fold = texture(grain, canon.xy * 0.09 + canon.z * 0.05).g - 0.5;
        base = cloth_colour * (1.0 + weave * 0.12);
        float s = 0.0;
        if (collar.z > 2.5) { s = step(0.5, fract(canon.x * 2.2)) * 0.5 + step(0.5, fract(canon.y * 2.2)) * 0.5; }
        else if (collar.z > 1.5) s = step(0.62, fract(canon.y * 2.4));
        else if (collar.z > 0.5) s = smoothstep(0.06, 0.03, abs(canon.x)) ;
        base = mix(base, cloth_colour2, s);
        base *= mix(0.55, 1.0, smoothstep(0.0, 0.05, line - canon.y)) ; // hem
        if (line - canon.y < 0.16 && line - canon.y > 0.13) base *= 0.8;
        vec3 nb = bend(n, fold * 0.35 + weave * 0.004, 1.0);
        out_c = base * (key_colour * lit * max(dot(nb, key_dir), 0.0) + ambient(nb) * ao + screen * max(dot(nb, sl), 0.0) * ao);
        out_c += collar.w * key_colour * lit * ggx(nb, v, key_dir, 0.55, 0.04);
    } else if (material == 2) { // teeth and gums
        base = attr.x > 0.5 ? vec3(0.62, 0.57, 0.47) : vec3(0.42, 0.13, 0.12);
        float nl = max(dot(n, key_dir), 0.0);
        out_c = (base * (key_colour * lit * (nl * 0.7 + 0.2) + ambient(n) * 0.7 + screen * max(dot(n, sl), 0.2)) + key_colour * lit * ggx(n, v, key_dir, 0.25, 0.04)) * attr.y;
    } else if (material == 3) { // tongue
        base = vec3(0.36, 0.11, 0.10);
        out_c = base * (key_colour * lit * max(dot(n, key_dir), 0.0) + ambient(n) * 0.6 + screen * max(dot(n, sl), 0.0)) * attr.y;
    } else if (material == 4) { // eye: canon is in the eye's own frame, z through the pupil, unit radius
        vec3 c = normalize(canon); float r = length(c.xy);
        float size = iris_size;
        float fibre = texture(grain, vec2(atan(c.y, c.x) * 0.48, r * 0.22)).r + 0.6 * texture(grain, vec2(atan(c.y, c.x) * 1.9, r * 0.5)).g;
        // Seen through the cornea the iris plane shifts against the view.
        float ring = smoothstep(size, size * 0.86, r), hole = smoothstep(pupil * size, pupil * size * 0.86, r);
        vec3 iris = mix(iris_colour, iris_colour2, smoothstep(0.75, 0.35, r / size)) * (0.45 + 0.75 * fibre);
        iris *= 1.0 - 0.75 * smoothstep(size * 0.72, size * 0.98, r);
        vec3 white = vec3(0.66, 0.60, 0.56) - vec3(0.0, 0.10, 0.12) * smoothstep(0.45, 0.95, r) ;
        float vein = smoothstep(0.62, 0.74, texture(grain, c.xy * 0.9 + 0.3).b) * smoothstep(0.5, 0.9, r);
        white = mix(white, vec3(0.60, 0.30, 0.26), vein * 0.35);
        base = mix(white, iris, ring); base = mix(base, vec3(0.004), hole * ring);
        float lid = attr.y;
        float nl = dot(n, key_dir);
        vec3 wrap = vec3(0.35, 0.25, 0.22);
        out_c = base * (key_colour * lit * soft_diffuse(nl, wrap) * mix(0.4, 1.0, lid) + ambient(n) * lid * 0.85 + screen * max(dot(n, sl), 0.0) * lid);
        vec3 cn = normalize(mix(n, normalize(n + (ring > 0.0 ? 0.35 : 0.0) * (n - attr.xxx * 0.0)), 0.5));
        vec3 rr = reflect(-v, n);
        vec3 side = normalize(cross(vec3(0.0, 1.0, 0.0), key_dir)), up = cross(key_dir, side);
        vec2 w = vec2(dot(rr, side), dot(rr, up)) / max(dot(rr, key_dir), 0.01);
        float pane = step(0.0, dot(rr, key_dir)) * smoothstep(0.30, 0.24, abs(w.x)) * smoothstep(0.36, 0.30, abs(w.y)) * (1.0 - 0.8 * step(abs(w.x), 0.02));
        float fres = 0.03 + 0.5 * pow(1.0 - max(dot(n, v), 0.0), 5.0);
        out_c += key_colour * (0.3 + 0.7 * lit) * pane * 0.32 * lid + screen * ggx(n, v, sl, 0.16, 0.03) * 0.7 * lid + ambient(rr) * fres * lid;
        face = 1.0;
    } else if (material == 8) { // lashes: stripes that thin out towards the tip
        float lash = abs(fract(canon.x + 0.15 * canon.y) - 0.5) * 2.0;
        if (lash > 0.62 - 0.5 * canon.y || canon.y > 0.92) discard;
        base = vec3(0.012, 0.009, 0.008); out_c = base * (ambient(n) + key_colour * lit * 0.3);
    } else if (material == 5) { // plain thing: colour in canon, gloss in attr.x
        base = canon;
        out_c = base * (key_colour * lit * max(dot(n, key_dir), 0.0) + ambient(n) * ao + screen * max(dot(n, sl), 0.0));
        out_c += key_colour * lit * attr.x * ggx(n, v, key_dir, mix(0.6, 0.18, attr.x), 0.05) + ambient(reflect(-v, n)) * attr.x * 0.10;
    } else { // 6: a screen that glows, 7: print on paper; canon.xy are picture coordinates
        vec3 picture = texture(board, vec2(canon.x, canon.y)).rgb;
        vec3 room = key_colour * lit * max(dot(n, key_dir), 0.0) + ambient(n) + screen * max(dot(n, sl), 0.0);
        if (material == 6) {
            float f = 0.03 + 0.6 * pow(1.0 - max(dot(n, v), 0.0), 5.0);
            // The picture elements of the display meet those of the camera: canon.z lines across, none when 0.
            vec2 grid = vec2(canon.x, canon.y * 0.6) * canon.z * 6.28318;
            vec3 stripe = canon.z > 0.0 ? 1.0 + 0.13 * cos(vec3(grid.x) + vec3(0.0, 2.09, 4.19)) + 0.07 * cos(grid.y) : vec3(1.0);
            out_c = picture * stripe * glow + room * 0.012 + ambient(reflect(-v, n)) * f + key_colour * lit * ggx(n, v, key_dir, 0.12, 0.04) * 0.5;
        } else out_c = picture * 0.9 * room + key_colour * lit * ggx(n, v, key_dir, 0.4, 0.04) * attr.x;
        face = 0.0; ident = vec4(0.0, 1.0, 0.0, 1.0); colour = vec4(out_c, 1.0); return;
    }
    colour = vec4(max(out_c, 0.0), 1.0); ident = vec4(face, material == 5 ? 1.0 : 0.0, 0.0, 1.0);
}
"""

HAIR_VERTEX = """
#version 330
uniform mat4 camera, head; uniform vec3 eye_h; uniform float thick;
in vec3 in_pos; in vec3 in_tan; in vec4 in_hair; // side, place along the strand 0-1, shade, occlusion
out vec3 pos, tang; out vec4 hair;
void main() {
    pos = (head * vec4(in_pos, 1.0)).xyz; tang = normalize(mat3(head) * in_tan); hair = in_hair;
    vec3 side = normalize(cross(tang, eye_h - pos));
    pos += side * in_hair.x * thick * (1.0 - 0.75 * in_hair.y * in_hair.y);
    gl_Position = camera * vec4(pos, 1.0);
}
"""

HAIR_FRAGMENT = """
#version 330
""" + LIGHTING + """
uniform vec3 hair_colour, hair_tip; uniform float gloss, grey;
in vec3 pos, tang; in vec4 hair;
layout(location = 0) out vec4 colour; layout(location = 1) out vec4 ident;
void main() {
    vec3 v = normalize(eye - pos), t = normalize(tang);
    float lit = key_visible(pos, key_dir);
    float ao = mix(0.30, 1.0, hair.w);
    vec3 base = mix(hair_colour, hair_tip, hair.y) * (0.55 + 0.9 * hair.z);
    base = mix(base, vec3(0.20, 0.195, 0.19), step(1.0 - grey, fract(hair.z * 17.31)));
    float tl = dot(t, key_dir), tv = dot(t, v);
    float sl = sqrt(max(1.0 - tl * tl, 0.0)), sv = sqrt(max(1.0 - tv * tv, 0.0));
    float shift = (hair.z - 0.5) * 0.25;
    float h1 = dot(normalize(t), normalize(key_dir + v)) + shift - 0.10, h2 = h1 + 0.28;
    float s1 = pow(max(1.0 - h1 * h1, 0.0), 45.0), s2 = pow(max(1.0 - h2 * h2, 0.0), 16.0);
    vec3 c = base * key_colour * lit * sl * 0.75 * ao;
    c += key_colour * lit * ao * gloss * (0.10 * s1 * vec3(1.0) + 0.9 * s2 * base) * 0.8;
    c += base * ambient(vec3(0.0, 0.35, 0.0)) * ao * 0.9;
    vec3 d = screen_pos - pos; c += base * screen_colour * 25.0 / (dot(d, d) + 4.0) * ao * 0.4;
    colour = vec4(max(c, 0.0), 1.0); ident = vec4(0.0, 0.0, 1.0, 1.0);
}
"""

DEPTH_FRAGMENT = """
#version 330
void main() {}
"""
