/** Drawn silhouettes, so that no picture of a real person is needed. */

const people = {
  mara: {
    skin: "#c99a78",
    hair: "#3c2a21",
    shirt: "#35566b",
    hairPath: "M66 118c-8-72 124-78 118-2-8-34-26-40-58-42-34 0-50 12-60 44Z",
  },
  stand: {
    skin: "#a8744f",
    hair: "#1d1a19",
    shirt: "#5a4a63",
    hairPath: "M70 100c0-58 112-60 112-2-14-16-30-22-56-22s-44 8-56 24Z",
  },
  tomas: {
    skin: "#e3b999",
    hair: "#8a5a2b",
    shirt: "#4d5f45",
    hairPath: "M68 108c-6-66 120-72 116-4-10-26-30-30-60-32-30 2-46 12-56 36Z",
  },
};

export function face(
  who,
  { background = "#aeb8bd", dx = 0, tilt = 0, dark = false, text = "" } = {},
) {
  const p = people[who] ?? people.mara;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 250 250">
<rect width="250" height="250" fill="${background}"/>
<g transform="translate(${dx} 0) rotate(${tilt} 125 140)">
<path d="M20 262c8-58 48-66 105-66s97 8 105 66Z" fill="${p.shirt}"/>
<rect x="103" y="168" width="44" height="46" rx="20" fill="${p.skin}" filter="brightness(.9)"/>
<ellipse cx="125" cy="128" rx="53" ry="66" fill="${p.skin}"/>
<path d="${p.hairPath}" fill="${p.hair}"/>
<g fill="#2b2421"><ellipse cx="104" cy="124" rx="6" ry="4.5"/><ellipse cx="146" cy="124" rx="6" ry="4.5"/></g>
<path d="M95 110q9-6 18 0M137 110q9-6 18 0" stroke="${p.hair}" stroke-width="4" fill="none" stroke-linecap="round"/>
<path d="M125 128q-6 22 2 24" stroke="#00000040" stroke-width="3" fill="none"/>
<path d="M107 168q18 10 36 0" stroke="#8f4b45" stroke-width="5" fill="none" stroke-linecap="round"/>
</g>
${dark ? '<rect width="250" height="250" fill="#000" opacity=".45"/>' : ""}
${text ? `<text x="14" y="238" font-family="sans-serif" font-size="14" fill="#fff">${text}</text>` : ""}
</svg>`;
}
